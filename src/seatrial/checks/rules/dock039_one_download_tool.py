"""A stage downloads with one program.

## What it does
Finds a stage that runs both `wget` and `curl`.

## Why
Both have to be installed and kept free of faults where one does.

## Bad
```dockerfile
FROM debian:12
RUN wget -q https://example.com/a
RUN curl -fsSO https://example.com/b
```

## Good
```dockerfile
FROM debian:12
RUN curl -fsSO https://example.com/a -O https://example.com/b
```

## Fix
Use one of them.

## References
- https://docs.docker.com/build/building/best-practices/
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
    "DOCK039",
    "one-download-tool",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL4001 DS-0014",
    covers=(189,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        commands = [command for run in stage.instructions for command in run.commands]
        downloads = [command for command in commands if command.name in ("wget", "curl")]
        other = next((command for command in downloads if command.name != downloads[0].name), None)
        if other:
            first = downloads[0].name
            yield hit(other, f"the stage uses {first} and {other.name}", f"use {first} here too")
