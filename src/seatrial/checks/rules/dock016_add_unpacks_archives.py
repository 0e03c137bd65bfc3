"""Archives are unpacked where they are added.

## What it does
Finds a `COPY` of a tar archive that a later `RUN` of the stage unpacks.

## Why
The archive stays in its layer beside what it held; ADD unpacks it and leaves only that.

## Bad
```dockerfile
FROM debian:12
COPY model.tar.gz /tmp/
RUN tar -xf /tmp/model.tar.gz -C /srv
```

## Good
```dockerfile
FROM debian:12
ADD model.tar.gz /srv/
```

## Fix
Write `ADD archive folder/`, or mount the archive into the RUN with `--mount=type=bind`.

## References
- https://docs.docker.com/reference/dockerfile/#add
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction

TAR = re.compile(r"\.(?:tar|tgz|tbz2?|txz)(?:\.\w+)?$")


@rule(
    "DOCK016",
    "add-unpacks-archives",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3010",
    covers=(170,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        for index, instruction in enumerate(stage.instructions):
            if instruction.keyword != "COPY" or instruction.flag("from"):
                continue
            for word in instruction.words[:-1]:
                name = word.value.rpartition("/")[2]
                if TAR.search(name) and any(_unpacks(later, name) for later in stage.instructions[index + 1 :]):
                    yield hit(instruction, f"{name} is copied and then unpacked", "write ADD and the folder", word=word)


def _unpacks(instruction: Instruction, name: str) -> bool:
    return any(
        command.name in ("tar", "bsdtar") and any(word.value.rpartition("/")[2] == name for word in command.arguments)
        for command in instruction.commands
    )
