"""No SSH server runs beside the program.

## What it does
Finds `EXPOSE 22`, also within a range.

## Why
A container is entered with `kubectl exec`, which is logged and asks for rights; a server with keys of its own is
neither.

## Bad
```dockerfile
FROM debian:12
EXPOSE 22
```

## Good
```dockerfile
FROM debian:12
EXPOSE 8000
```

## Fix
Remove the port, and the server. Multi-node MPI jobs want SSH between pods: use a port above 1024 and say so in a
comment.

## References
- https://docs.docker.com/reference/dockerfile/#expose
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


SSH = 22


@rule(
    "DOCK049",
    "no-ssh-port",
    Severity.WARNING,
    DOCKERFILES,
    aliases="CKV_DOCKER_1 DS-0004",
    covers=(195,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("EXPOSE"):
        for word in instruction.words:
            first, _, last = (expand(word.value, instruction.variables) or "").partition("/")[0].partition("-")
            ends = (first, last or first)
            if all(end.isascii() and end.isdecimal() for end in ends) and int(ends[0]) <= SSH <= int(ends[1]):
                yield hit(instruction, "port 22 is that of an SSH server", "remove it and use kubectl exec", word=word)
