"""The package lists of apt-get do not stay in the image.

## What it does
Finds a `RUN` of a stage that is shipped that installs with apt-get and does not remove `/var/lib/apt/lists`. Stages
that only build, and RUNs with a cache mount there, are left alone.

## Why
The lists are tens of megabytes that every node pulls, and a later RUN cannot take them out of the layer again.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
```

## Fix
End the RUN with `&& rm -rf /var/lib/apt/lists/*`, or mount a cache at `/var/lib/apt/lists`.

## References
- https://docs.docker.com/build/building/best-practices/#apt-get
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import append_command, hit, runs, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK012",
    "apt-lists-removed",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3009",
    covers=(169,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in runs(shipped(file)):
        calls = [call for call in invocations(run.commands, "apt") if call.verb in ("update", "install")]
        if not calls or run.caches("/var/lib/apt/lists") or any(map(_removes_lists, run.commands)):
            continue
        if any(call.verb == "update" for call in calls):
            replace = append_command(run, "rm -rf /var/lib/apt/lists/*")
            message, fix = "the package lists stay in the layer", "end the RUN with rm -rf /var/lib/apt/lists/*"
            yield hit(calls[-1].command, message, fix, replace=replace)


def _removes_lists(command: Command) -> bool:
    return command.name in ("rm", "find") and any("/var/lib/apt" in word.value for word in command.arguments)
