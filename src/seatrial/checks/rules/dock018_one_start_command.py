"""A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK.

## What it does
Refuses a `CMD`, `ENTRYPOINT` or `HEALTHCHECK` that a later one of the same stage replaces.

## Why
Only the last one counts, so whatever the first one says never happens.

## Bad
```dockerfile
FROM debian:12
CMD ["migrate"]
CMD ["serve"]
```

## Good
```dockerfile
FROM debian:12
CMD ["serve"]
```

## Fix
Remove all but the last, or start both from one script.

## References
- https://docs.docker.com/reference/dockerfile/#cmd
- https://docs.docker.com/reference/dockerfile/#entrypoint
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
    "DOCK018",
    "one-start-command",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3012 DL4003 DL4004 DS-0023 DS-0016 DS-0007",
    covers=(172,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        for keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
            for instruction in [each for each in stage.instructions if each.keyword == keyword][:-1]:
                yield hit(instruction, f"a later {keyword} replaces this one", f"keep one {keyword} in the stage")
