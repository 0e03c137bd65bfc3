r"""No comment swallows the rest of a RUN.

## What it does
Refuses a `#` that begins a word in the middle of a `RUN` of several lines, or before more commands of the same line.

## Why
The lines of a RUN are joined before the shell sees them, so the comment reaches to the end and the commands behind it
never run.

## Bad
```dockerfile
FROM debian:12
RUN make \
  && make test # slow \
  && make install
```

## Good
```dockerfile
FROM debian:12
RUN make \
  # slow
  && make test \
  && make install
```

## Fix
Move the comment to a line of its own, where the builder takes it away.

## References
- https://docs.docker.com/reference/dockerfile/#format
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction

QUOTED = re.compile(r"\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\$\{[^}]*\}")
COMMENT = re.compile(r"(?:(?<=\s)|(?<=;)|^)#")


@rule(
    "DOCK055",
    "no-comment-in-run",
    Severity.ERROR,
    DOCKERFILES,
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        if run.json is not None or not run.posix:
            continue
        start = _comment(run)
        # A comment that ends with its line swallows nothing.
        if start is not None and any(joined > start for joined, _ in run.origin):
            at = file.position(run.offset(start))
            yield Hit("RUN", "what stands behind this comment never runs", "give the comment a line of its own", at=at)


def _comment(run: Instruction) -> int | None:
    """Where a comment begins in the joined body."""
    quoted = [match.span() for match in QUOTED.finditer(run.body)]
    for match in COMMENT.finditer(run.body):
        if not any(start <= match.start() < end for start, end in quoted):
            return match.start()
    return None
