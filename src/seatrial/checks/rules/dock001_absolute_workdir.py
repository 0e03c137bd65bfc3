"""WORKDIR is an absolute path.

## What it does
Refuses a `WORKDIR` whose path is relative once the variables that are known are filled in. In a Windows stage a drive
letter makes a path absolute.

## Why
A relative path hangs on whatever directory the base image ends in, so the files move when the base does.

## Bad
```dockerfile
FROM python:3.12-slim
WORKDIR app
```

## Good
```dockerfile
FROM python:3.12-slim
WORKDIR /app
```

## Fix
Write the whole path. Known only to you, so it is not changed for you.

## References
- https://docs.docker.com/reference/dockerfile/#workdir
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


DRIVE = re.compile(r"[A-Za-z]:")


@rule(
    "DOCK001",
    "absolute-workdir",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3000 CKV_DOCKER_10 DS-0009",
    covers=(161,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("WORKDIR"):
        for word in instruction.words:
            variables = instruction.variables
            path = expand(word.value, variables)
            if path is None or path.startswith(("/", "\\")) or DRIVE.match(path):
                continue
            yield hit(instruction, f"the working directory {word.value} is relative", f"write /{path}", word=word)
