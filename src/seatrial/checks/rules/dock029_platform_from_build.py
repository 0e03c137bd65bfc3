"""The platform of a base image is left to the build.

## What it does
Finds `FROM --platform` with a fixed value, unless the stage is named after the platform, and with `$TARGETPLATFORM`,
which is what a builder takes anyway.

## Why
The image is built for one kind of processor whatever the build asks for, so an ARM node such as a GH200 cannot run
it.

## Bad
```dockerfile
FROM --platform=linux/amd64 python:3.12-slim
```

## Good
```dockerfile
FROM python:3.12-slim
```

## Fix
Remove the flag and say `docker build --platform`; in a stage that cross-compiles, write `--platform=$BUILDPLATFORM`.

## References
- https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
- https://docs.docker.com/reference/build-checks/redundant-target-platform/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.edit import Replacement
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Flag, Stage

TARGET = ("$TARGETPLATFORM", "${TARGETPLATFORM}")


@rule(
    "DOCK029",
    "platform-from-build",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3029 DL3065",
    covers=(182,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        flag = stage.opening.flag("platform")
        if not flag or not flag.value:
            continue
        if flag.value in TARGET:
            base = stage.base.start if stage.base else flag.end
            replace = (Replacement(flag.start, base, ""),)
            yield _hit(stage, flag, "this is the platform anyway", replace, Severity.INFO)
        elif "$" not in flag.value and not _named_after(stage.name, flag.value) and not stage.windows:
            yield _hit(stage, flag, f"the platform is fixed to {flag.value}", (), None)


def _hit(stage: Stage, flag: Flag, message: str, replace: tuple[Replacement, ...], severity: Severity | None) -> Hit:
    at = stage.opening.file.position(flag.start)
    return Hit("FROM", message, "remove --platform", severity=severity, at=at, replace=replace)


def _named_after(name: str, platform: str) -> bool:
    return any(part in name for part in platform.split("/") if part)
