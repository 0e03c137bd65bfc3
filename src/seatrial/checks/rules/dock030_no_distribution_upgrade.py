"""A build does not upgrade the distribution.

## What it does
Finds `apt-get dist-upgrade` and `full-upgrade`, `zypper dist-upgrade` and `dup`, and, as information, `upgrade` or
`update` of all packages.

## Why
The image is no longer the base image that was tested, and every day makes another one; a newer base image has the
same fixes.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update && apt-get dist-upgrade -y
```

## Good
```dockerfile
FROM debian:12.11
RUN apt-get update && apt-get install -y git
```

## Fix
Remove the command and take a newer base image.

## References
- https://docs.docker.com/build/building/best-practices/#apt-get
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, SYSTEM, invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


RELEASE = ("dist-upgrade", "full-upgrade", "dup", "distro-sync")
ALL: dict[str, tuple[str, ...]] = {
    "zypper": ("update", "up"),
    **dict.fromkeys(RPM, ("update", "upgrade")),
}
"""What upgrades every package, where it is not called upgrade."""


@rule(
    "DOCK030",
    "no-distribution-upgrade",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3035 DS-0024",
    covers=(183,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for call in invocations(file.commands, *SYSTEM):
        if call.operands:
            continue
        release = call.verb in RELEASE
        if release or call.verb in ALL.get(call.family, ("upgrade",)):
            message = f"{call.tool} {call.verb} changes the base image"
            yield hit(call.command, message, "take a newer base image", severity=None if release else Severity.INFO)
