"""The shell can read every command.

## What it does
Refuses a `RUN` whose quotes, backticks, braces or parentheses are not closed.

## Why
The shell stops with a syntax error, or takes the rest of the line for a text.

## Bad
```dockerfile
FROM debian:12
RUN echo "hello && make
```

## Good
```dockerfile
FROM debian:12
RUN echo "hello" && make
```

## Fix
Close what the message names.

## References
- https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK054",
    "shell-readable",
    Severity.ERROR,
    DOCKERFILES,
    aliases="SC1009 SC1072 SC1073 SC1078",
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        for fault in run.script.faults:
            yield Hit("RUN", fault.message, "close it", at=file.position(fault.at))
