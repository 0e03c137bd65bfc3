"""EXPOSE names ports that exist.

## What it does
Refuses ports that are not a number from 0 to 65535, alone or as a range, with `tcp`, `udp` or `sctp`. Variables are
filled in as far as they are known.

## Why
A builder refuses the file, or a platform that reads the port finds none.

## Bad
```dockerfile
FROM debian:12
EXPOSE 80000
```

## Good
```dockerfile
FROM debian:12
EXPOSE 8000
```

## Fix
Write a number from 1 to 65535.

## References
- https://docs.docker.com/reference/dockerfile/#expose
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


PORT = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?(?:/(?:tcp|udp|sctp))?\Z", re.IGNORECASE | re.ASCII)
HIGHEST = 65535


@rule(
    "DOCK017",
    "port-in-range",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3011 DS-0008",
    covers=(171,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("EXPOSE"):
        known = instruction.variables
        for word in instruction.words:
            port = expand(word.value, known)
            if port is not None and not _is_port(port):
                yield hit(instruction, f"{port} is no port", "write a number from 1 to 65535", word=word)


def _is_port(text: str) -> bool:
    match = PORT.match(text)
    numbers = [int(number) for number in match.groups() if number] if match else []
    return bool(numbers) and max(numbers) <= HIGHEST and numbers == sorted(numbers)
