"""A stage takes files, not a whole filesystem.

## What it does
Finds a `COPY --from` of `/`, with or without a glob.

## Why
All that the stage needed to build comes along: compilers, caches, and whatever the base image already holds.

## Bad
```dockerfile
FROM golang:1.25 AS build
FROM scratch
COPY --from=build / /
```

## Good
```dockerfile
FROM golang:1.25 AS build
FROM scratch
COPY --from=build /app /app
```

## Fix
Name the files and folders that the program needs.

## References
- https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK024",
    "copy-what-is-needed",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3067",
    covers=(177,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("COPY"):
        if instruction.flag("from"):
            for word in instruction.words[:-1]:
                if word.value in ("/", "/*", "/."):
                    yield hit(instruction, "the whole filesystem is copied", "name what the program needs", word=word)
