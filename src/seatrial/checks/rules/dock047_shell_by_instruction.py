"""The shell is chosen with SHELL.

## What it does
Finds a `RUN` that links another program to `/bin/sh`.

## Why
Every script of the base image that was written for its shell now runs in another one.

## Bad
```dockerfile
FROM debian:12
RUN ln -sf /bin/bash /bin/sh
```

## Good
```dockerfile
FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
```

## Fix
Write `SHELL` with the shell and its options.

## References
- https://docs.docker.com/reference/dockerfile/#shell
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SHELLS = ("/bin/sh", "/usr/bin/sh")


@rule(
    "DOCK047",
    "shell-by-instruction",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL4005",
    covers=(194,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        if command.name in ("ln", "cp", "mv") and command.arguments and command.arguments[-1].value in SHELLS:
            fix = 'write SHELL ["/bin/bash", "-o", "pipefail", "-c"]'
            yield hit(command, f"{command.arguments[-1].value} is replaced", fix)
