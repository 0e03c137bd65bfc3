r"""A builder can read the file.

## What it does
Refuses what no builder accepts: instructions and flags that do not exist, arguments that are missing, here-documents
that do not end, a file without FROM, parser directives with a wrong value.

## Why
The build stops here, or reads a line as something else than was meant.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update
  && apt-get install -y git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update \
  && apt-get install -y git
```

## Fix
What the message says.

## References
- https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.problems import FLAGS
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK033",
    "valid-syntax",
    Severity.ERROR,
    DOCKERFILES,
    covers=(185,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    starts = [instruction.start for instruction in file.instructions]
    for problem in file.problems:
        index = bisect_right(starts, problem.at) - 1
        keyword = file.instructions[index].keyword if index >= 0 else ""
        field = keyword if keyword in FLAGS else ""
        yield Hit(field, problem.message, problem.fix, at=file.position(problem.at))
