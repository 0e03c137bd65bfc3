"""wget does not print its progress line by line.

## What it does
Finds `wget` without `--progress`, `--quiet`, `--no-verbose` or a log file. The wget of BusyBox, which has no
`--progress`, is left alone where the base image is Alpine or BusyBox.

## Why
A model of ten gigabytes writes a hundred thousand lines of dots into the log of the build.

## Bad
```dockerfile
FROM debian:12
RUN wget https://example.com/model.tar
```

## Good
```dockerfile
FROM debian:12
RUN wget --progress=dot:giga https://example.com/model.tar
```

## Fix
Write `--progress=dot:giga`.

## References
- https://www.gnu.org/software/wget/manual/html_node/Download-Options.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


QUIET = (
    "-q",
    "--quiet",
    "--progress",
    "--no-verbose",
    "-o",
    "--output-file",
    "-a",
    "--append-output",
    "--version",
    "-b",
)
BUSYBOX = re.compile(r"alpine|busybox")


@rule(
    "DOCK038",
    "wget-quiet",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3047",
    covers=(189,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        if (
            command.name != "wget"
            or command.has(*QUIET)
            or any(word.value.startswith("-nv") for word in command.arguments)
        ):
            continue
        stage = command.instruction.stage
        if stage and BUSYBOX.search(stage.root_image or ""):
            continue
        json = command.instruction.json is not None
        replace = () if json or not command.arguments else insert(command.unwrapped[0].end, " --progress=dot:giga")
        yield hit(command, "wget fills the log", "write --progress=dot:giga", replace=replace)
