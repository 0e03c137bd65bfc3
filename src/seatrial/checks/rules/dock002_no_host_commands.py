"""Commands that manage a machine are not run in an image build.

## What it does
Finds `ssh`, `vim`, `shutdown`, `service`, `systemctl`, `ps`, `free`, `top`, `kill`, `mount` and `ifconfig` as
commands of a `RUN`.

## Why
A build step has no running services, no terminal and no devices, so such a command fails or does nothing that lasts.

## Bad
```dockerfile
FROM debian:12
RUN service nginx start
```

## Good
```dockerfile
FROM debian:12
CMD ["nginx", "-g", "daemon off;"]
```

## Fix
Remove the command; start programs with `CMD`, mount folders when the container runs.

## References
- https://docs.docker.com/build/building/best-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


ON_HOSTS = frozenset(
    ["ssh", "vim", "shutdown", "service", "systemctl", "ps", "free", "top", "kill", "mount", "ifconfig"]
)


@rule(
    "DOCK002",
    "no-host-commands",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3001",
    covers=(162,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        if command.name in ON_HOSTS:
            message = f"{command.name} does nothing that lasts in an image"
            yield hit(command, message, "remove it, or do it when the container runs")
