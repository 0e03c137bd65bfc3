"""apt-get installs what is named and needed.

## What it does
Finds `apt-get install` without `--no-install-recommends`.

## Why
Recommended packages can be hundreds of megabytes that nobody asked for, each with faults of its own.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends git
```

## Fix
Write `--no-install-recommends` behind `install`, and name the recommended packages that the program does need.

## References
- https://docs.docker.com/build/building/best-practices/#apt-get
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


OPTION = "--no-install-recommends"
SETTING = re.compile(r"APT::Install-Recommends[= \"]+(?:0|false)", re.IGNORECASE)


@rule(
    "DOCK021",
    "no-recommended-packages",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3015 DS-0029",
    covers=(175,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    settled = {stage.index for stage in file.stages if any(SETTING.search(each.body) for each in stage.history)}
    for call in invocations(file.commands, "apt"):
        if call.verb != "install" or call.has(OPTION) or not call.verb_word:
            continue
        stage = call.command.instruction.stage
        if stage and stage.index in settled:
            continue
        json = call.command.instruction.json is not None
        replace = () if json else insert(call.verb_word.end, f" {OPTION}")
        yield hit(call.command, f"{call.tool} installs recommended packages too", f"write {OPTION}", replace=replace)
