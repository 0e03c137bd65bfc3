"""A stage takes files, not a whole filesystem.

## What it does
Finds a `COPY --from` of `/`, with or without a glob, unless the stage begins at `scratch` and so holds nothing else.

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

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile

TO_BE_COPIED = re.compile(r"(?:^|/)xx(?:[:@]|$)")
"""tonistiigi/xx, the helpers for cross-compilation, is meant to be copied as a whole."""


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
        source = instruction.flag("from")
        if source is None or _only_files(file, source.value or ""):
            continue
        for word in instruction.words[:-1]:
            if word.value in ("/", "/*", "/."):
                yield hit(instruction, "the whole filesystem is copied", "name what the program needs", word=word)


def _only_files(file: Dockerfile, name: str) -> bool:
    """Whether the stage or image holds nothing but files to be copied."""
    stage = file.stage_named(name)
    image = (stage.root_image or "") if stage else name
    return image == "scratch" or bool(TO_BE_COPIED.search(image))
