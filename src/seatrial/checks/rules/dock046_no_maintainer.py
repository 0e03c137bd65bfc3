"""Who keeps the image is a label.

## What it does
Finds `MAINTAINER`.

## Why
The instruction is deprecated, and tools that read labels do not see it.

## Bad
```dockerfile
FROM debian:12
MAINTAINER team@example.com
```

## Good
```dockerfile
FROM debian:12
LABEL org.opencontainers.image.authors="team@example.com"
```

## Fix
Write `LABEL org.opencontainers.image.authors`.

## References
- https://docs.docker.com/reference/dockerfile/#maintainer-deprecated
- https://docs.docker.com/reference/build-checks/maintainer-deprecated/
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
    "DOCK046",
    "no-maintainer",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL4000 CKV_DOCKER_6 DS-0022",
    covers=(193,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("MAINTAINER"):
        who = instruction.body.strip().strip("\"'")
        plain = bool(who) and not set(who) & set('\\"$`') and len(instruction.origin) == 1 and not instruction.parent
        text = f'LABEL org.opencontainers.image.authors="{who}"'
        replace = (Replacement(instruction.start, instruction.end, text),) if plain else ()
        message, fix = "MAINTAINER is deprecated", "write LABEL org.opencontainers.image.authors"
        yield hit(instruction, message, fix, replace=replace)
