"""Several files are copied into a folder.

## What it does
Refuses a `COPY` or `ADD` of several sources whose destination does not end in a slash.

## Why
The build stops, because several files cannot become one.

## Bad
```dockerfile
FROM debian:12
COPY a.py b.py /app
```

## Good
```dockerfile
FROM debian:12
COPY a.py b.py /app/
```

## Fix
End the destination with a slash.

## References
- https://docs.docker.com/reference/dockerfile/#copy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK022",
    "many-sources-into-folder",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3021 DS-0011",
    covers=(176,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("COPY", "ADD"):
        words = instruction.words
        if len(words) < 3:  # noqa: PLR2004  two sources and the destination
            continue
        last = words[-1]
        known = instruction.variables
        destination = expand(last.value, known)
        if destination is None or destination.endswith(("/", "\\")) or destination in (".", ".."):
            continue
        quoted = last.text[-1:] in ("'", '"')
        message = f"several sources, and {last.value} does not end in a slash"
        yield hit(instruction, message, f"write {last.value}/", word=last, replace=insert(last.end - quoted, "/"))
