"""The image has a health check.

## What it does
Finds a last stage without a `HEALTHCHECK` of its own or of the stage it is built on.

## Why
Docker and Compose take a process that hangs for healthy; Kubernetes does not read it and has probes instead.

## Bad
```dockerfile
FROM debian:12
CMD ["serve"]
```

## Good
```dockerfile
FROM debian:12
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/health"]
CMD ["serve"]
```

## Fix
Write a `HEALTHCHECK` that asks what the program answers when it works, or `HEALTHCHECK NONE` to say that there is
none.

## References
- https://docs.docker.com/reference/dockerfile/#healthcheck
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
    "DOCK019",
    "healthcheck-present",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3057 CKV_DOCKER_2 DS-0026",
    covers=(173,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    stage = file.final
    if stage and not any(instruction.keyword == "HEALTHCHECK" for instruction in stage.history):
        yield hit(stage.opening, "the image has no health check", "write a HEALTHCHECK, or HEALTHCHECK NONE")
