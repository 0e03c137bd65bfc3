"""FROM comes first, and ONBUILD holds what it can hold.

## What it does
Refuses instructions other than `ARG` before the first `FROM`, and `ONBUILD` with `FROM`, `MAINTAINER` or `ONBUILD`.

## Why
No builder accepts the file.

## Bad
```dockerfile
RUN true
FROM debian:12
```

## Good
```dockerfile
FROM debian:12
RUN true
```

## Fix
Move the instruction below the FROM; write the instruction without ONBUILD.

## References
- https://docs.docker.com/reference/dockerfile/#onbuild
- https://docs.docker.com/reference/dockerfile/#from
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
    "DOCK032",
    "instructions-in-order",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3043 DL3061",
    covers=(185,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.with_triggers:
        if instruction.parent and instruction.keyword in ("FROM", "MAINTAINER", "ONBUILD"):
            message = f"ONBUILD cannot hold {instruction.keyword}"
            yield hit(instruction.parent, message, f"write {instruction.keyword} without ONBUILD")
        elif file.stages and not instruction.stage and not instruction.parent and instruction.keyword != "ARG":
            yield hit(instruction, f"{instruction.keyword} stands before FROM", "move it below FROM")
