"""Files are copied to a place that the file says.

## What it does
Finds a `COPY` or `ADD` to a relative path in a stage without a `WORKDIR`, of its own or of the stage it is built on.
One hit a stage.

## Why
The files land wherever the base image ends in, which another version of it may change.

## Bad
```dockerfile
FROM python:3.12-slim
COPY serve.py .
```

## Good
```dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY serve.py .
```

## Fix
Write a `WORKDIR` above, or an absolute destination.

## References
- https://docs.docker.com/reference/dockerfile/#workdir
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


ABSOLUTE = re.compile(r"[/\\$]|[A-Za-z]:|\{\{")


@rule(
    "DOCK035",
    "workdir-before-relative-copy",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3045",
    covers=(187,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    with_workdir: set[int] = set()
    for stage in file.stages:
        ready = stage.parent is not None and stage.parent.index in with_workdir
        if ready or any(each.keyword == "WORKDIR" for each in stage.instructions):
            with_workdir.add(stage.index)
        for instruction in stage.instructions:
            ready = ready or instruction.keyword == "WORKDIR"
            if ready or instruction.keyword not in ("COPY", "ADD") or len(instruction.words) < 2:  # noqa: PLR2004
                continue
            word = instruction.words[-1]
            if not ABSOLUTE.match(word.value):
                message = f"nothing says where {word.value} is"
                yield hit(instruction, message, "write a WORKDIR above", word=word)
                break
