"""A value of ENV does not use a name of the same instruction.

## What it does
Refuses an `ENV` one of whose values mentions a name that an earlier pair of the same instruction sets. A value that
mentions its own name, as `PATH` does, is left alone.

## Why
All values of one ENV are filled in from what was there before it, so the new value is not seen.

## Bad
```dockerfile
FROM debian:12
ENV HOME=/srv MODELS=$HOME/models
```

## Good
```dockerfile
FROM debian:12
ENV HOME=/srv
ENV MODELS=$HOME/models
```

## Fix
Write a second `ENV`.

## References
- https://docs.docker.com/reference/dockerfile/#env
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import names_in
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK034",
    "env-not-self-referring",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3044",
    covers=(186,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("ENV"):
        seen: set[str] = set()
        for name, value, _ in instruction.pairs:
            used = names_in(value.text) & seen if value and not value.text.startswith("'") else ()
            for other in sorted(used):
                message = f"{other} has its old value here"
                yield hit(instruction, message, f"write {name} in an ENV of its own below", word=value)
            seen.add(name)
