"""The working directory is no directory of the system.

## What it does
Finds a `WORKDIR` in `/bin`, `/boot`, `/dev`, `/etc`, `/lib`, `/proc`, `/run`, `/sbin`, `/sys`, `/usr/bin`, `/usr/lib`
or `/usr/sbin`, or one that is `/usr` or `/var`.

## Why
What is copied or written there can replace programs and settings of the base image.

## Bad
```dockerfile
FROM debian:12
WORKDIR /etc
```

## Good
```dockerfile
FROM debian:12
WORKDIR /app
```

## Fix
Write a folder of your own, such as `/app`.

## References
- https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SYSTEM = tuple(
    f"/{name}/"
    for name in [
        "bin",
        "boot",
        "dev",
        "etc",
        "lib",
        "lib64",
        "proc",
        "run",
        "sbin",
        "sys",
        "usr/bin",
        "usr/lib",
        "usr/sbin",
    ]
)


@rule(
    "DOCK036",
    "workdir-not-system",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DS-0030",
    covers=(187,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("WORKDIR"):
        for word in instruction.words:
            path = (expand(word.value, instruction.variables) or "").rstrip("/") + "/"
            if path in ("/usr/", "/var/") or path.startswith(SYSTEM):
                yield hit(instruction, f"{word.value} belongs to the system", "write a folder of your own", word=word)
