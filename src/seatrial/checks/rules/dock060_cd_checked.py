"""Nothing goes on in the wrong folder.

## What it does
Finds `cd` that is followed by `;` or a new line, where nothing stops the shell if the folder is not there: no `set
-e` before, no `|| exit`.

## Why
If the folder is missing, the next commands run where the shell was before, and `rm` removes there.

## Bad
```dockerfile
FROM debian:12
RUN cd /build; rm -rf *
```

## Good
```dockerfile
FROM debian:12
RUN cd /build && rm -rf ./*
```

## Fix
Write `&&` in place of `;`, or `set -e` first.

## References
- https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


ERREXIT = re.compile(r"-[a-zA-Z]*e[a-zA-Z]*\Z")


@rule(
    "DOCK060",
    "cd-checked",
    Severity.WARNING,
    DOCKERFILES,
    aliases="SC2164",
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        if any(ERREXIT.match(word) for word in run.shell[1:]):
            continue
        stops = any(ERREXIT.match(word) for word in run.body.partition("<<")[0].split() if run.heredocs)
        commands = list(run.commands)
        for index, command in enumerate(commands):
            if command.name == "set" and any(ERREXIT.match(word.value) for word in command.arguments):
                stops = True
            last = index + 1 == len(commands)
            if (
                command.name == "cd"
                and command.after in (";", "\n")
                and not stops
                and not command.condition
                and not last
            ):
                yield hit(command, "the next command runs even if cd fails", "write && behind it")
