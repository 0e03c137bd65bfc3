"""No password is set in the image.

## What it does
Refuses `chpasswd`, `passwd` with a password, and `useradd` or `usermod` with `-p`.

## Why
The password, or what it can be guessed from, is in the layer for everybody who can pull the image.

## Bad
```dockerfile
FROM debian:12
RUN echo 'app:letmein' | chpasswd
```

## Good
```dockerfile
FROM debian:12
RUN useradd --no-log-init app
```

## Fix
Remove it: nobody logs in to a container with a password.

## References
- https://docs.docker.com/build/building/secrets/
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
    "DOCK052",
    "no-chpasswd",
    Severity.ERROR,
    DOCKERFILES,
    aliases="CKV2_DOCKER_17",
    covers=(198,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        stored = command.name == "passwd" and (command.has("--stdin") or command.before == "|")
        given = command.name in ("useradd", "usermod") and command.has("-p", "--password")
        if command.name == "chpasswd" or stored or given:
            yield hit(command, f"{command.name} puts a password into the image", "remove it")
