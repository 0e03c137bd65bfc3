"""Files are taken from a stage that exists before.

## What it does
Refuses a `COPY --from` or `RUN --mount=from` that names the stage itself, a later one, or a number that no earlier
stage has. A plain name that no stage has is a warning: it may be an image or a context that the build is given.

## Why
The build stops, or pulls an image of that name from a registry where the stage was meant.

## Bad
```dockerfile
FROM golang:1.25 AS build
FROM debian:12
COPY --from=builder /app /app
```

## Good
```dockerfile
FROM golang:1.25 AS build
FROM debian:12
COPY --from=build /app /app
```

## Fix
Write the name of an earlier stage, or the image with registry and tag.

## References
- https://docs.docker.com/reference/dockerfile/#copy---from
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, is_image
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction


@rule(
    "DOCK023",
    "copy-from-earlier-stage",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3022 DL3023 DS-0006",
    covers=(177,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        for instruction in stage.instructions:
            for name in _sources(instruction):
                if "$" in name or is_image(name) or file.stage_named(name, stage):
                    continue
                if file.stage_named(name) or name.isdecimal():
                    what = "the stage itself" if file.stage_named(name) is stage else "no stage before this one"
                    yield hit(instruction, f"{name} is {what}", "name an earlier stage")
                else:
                    message, fix = f"no stage is called {name}", "name an earlier stage, or an image with its tag"
                    yield hit(instruction, message, fix, severity=Severity.WARNING)


def _sources(instruction: Instruction) -> Iterator[str]:
    if instruction.keyword == "COPY":
        yield from (flag.value for flag in instruction.flags if flag.name == "from" and flag.value)
    if instruction.keyword == "RUN":
        yield from (mount["from"] for mount in instruction.mounts if mount.get("from"))
