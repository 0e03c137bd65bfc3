"""No command of a build goes through sudo.

## What it does
Refuses `sudo` as a command of a `RUN`.

## Why
A build step is root unless USER says otherwise, so sudo adds nothing but a way to become root in the finished image.

## Bad
```dockerfile
FROM debian:12
RUN sudo apt-get update
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update
```

## Fix
Remove `sudo`; where a `USER` stands before, write `USER root` above the command and the user again below it.

## References
- https://docs.docker.com/build/building/best-practices/#user
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.edit import Replacement
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK006",
    "no-sudo",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3004 CKV2_DOCKER_1 DS-0010",
    covers=(166,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        words = command.words
        if words[0].value.rpartition("/")[2] != "sudo":
            continue
        stage = command.instruction.stage
        root = stage is not None and not any(each.keyword == "USER" for each in stage.history)
        behind = next((word for word in words[1:2] if not word.value.startswith("-")), None)
        replace = (Replacement(words[0].start, behind.start, ""),) if root and behind else ()
        yield hit(command, "sudo stays in the image as a way to root", "run it as root without sudo", replace=replace)
