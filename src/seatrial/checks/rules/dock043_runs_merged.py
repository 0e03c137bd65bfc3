r"""Few layers: RUNs that follow one another are one.

## What it does
Finds three or more `RUN` of a stage that is shipped that follow one another with the same flags. Two are left alone:
the first may be the slow one that is to stay in the cache.

## Why
Each RUN is a layer of its own, and what a later one removes stays in the earlier layer and is pulled all the same.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update
RUN apt-get install -y git
RUN rm -rf /var/lib/apt/lists/*
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update \
  && apt-get install -y git \
  && rm -rf /var/lib/apt/lists/*
```

## Fix
Join them with `&&`, or write them as one here-document that begins with `set -e`.

## References
- https://docs.docker.com/build/building/best-practices/#run
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction

MANY = 3


@rule(
    "DOCK043",
    "runs-merged",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3059",
    covers=(191,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in shipped(file):
        for _, group in groupby(stage.instructions, key=_kind):
            runs = list(group)
            if runs[0].keyword == "RUN" and len(runs) >= MANY:
                yield hit(runs[1], f"{len(runs)} RUN follow one another", "join them with &&")


def _kind(instruction: Instruction) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    return instruction.keyword, tuple((flag.name, flag.value) for flag in instruction.flags)
