"""Package lists are updated where packages are installed.

## What it does
Finds a `RUN` that does no more than `apt-get update`, or the same of apk, dnf, yum or zypper. A RUN that also runs
something that may install is left alone.

## Why
Builders keep the layer with the lists for months, so the next install asks for versions that the archive no longer
has.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update
RUN apt-get install -y git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git
```

## Fix
Write update and install in one RUN, joined by `&&`.

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


HARMLESS = frozenset(["echo", "set", "rm", "sed", "true", "printf", "export", "tee"])
REFRESH: dict[str, tuple[str, ...]] = {
    "zypper": ("refresh", "ref"),
    **dict.fromkeys(RPM, ("makecache", "check-update")),
}
"""What only fetches the lists, where it is not called update."""


@rule(
    "DOCK031",
    "update-with-install",
    Severity.WARNING,
    DOCKERFILES,
    aliases="CKV_DOCKER_5 DS-0017",
    covers=(184,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        calls = list(invocations(run.commands, *SYSTEM))
        others = {command.name for command in run.commands} - HARMLESS - {call.tool for call in calls}
        updates = [call for call in calls if call.verb in REFRESH.get(call.family, ("update",)) and not call.operands]
        rest = [call for call in calls if call.verb not in (*REFRESH.get(call.family, ("update",)), "clean")]
        cached = run.caches(
            "/var/lib/apt/lists", "/etc/apk/cache", "/var/cache/dnf", "/var/cache/yum", "/var/cache/zypp"
        )
        if updates and not others and not rest and not cached:
            message = "the lists are updated in a layer of their own"
            yield hit(updates[0].command, message, "write update and install in one RUN")
