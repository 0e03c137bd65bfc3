"""WORKDIR is used in place of cd.

## What it does
Finds a `RUN` that begins with `cd` to an absolute path, and a `cd` as the last command of a `RUN`. A `cd` between other
commands, in a subshell or in a here-document is left alone.

## Why
Every RUN starts a new shell in the WORKDIR, so a `cd` is forgotten by the next one, and a last `cd` does nothing.

## Bad
```dockerfile
FROM python:3.12-slim
RUN cd /app && pip install -r requirements.txt
```

## Good
```dockerfile
FROM python:3.12-slim
WORKDIR /app
RUN pip install -r requirements.txt
```

## Fix
Write `WORKDIR /app` before the RUN.

## References
- https://docs.docker.com/reference/dockerfile/#workdir
- https://docs.docker.com/build/building/best-practices/#workdir
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
    "DOCK005",
    "workdir-not-cd",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3003 DS-0013",
    covers=(165,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        commands = [command for command in run.commands if not command.nested]
        if run.heredocs or not commands:
            continue
        first, last = commands[0], commands[-1]
        if last.name == "cd" and last.before != "(" and last.after != ")":
            message = "the directory is forgotten where the RUN ends"
            yield hit(last, message, "write WORKDIR before the next instruction", severity=Severity.WARNING)
        elif first.name == "cd" and not first.before and first.arguments and first.arguments[0].value.startswith("/"):
            yield hit(first, "cd stands for a WORKDIR", f"write WORKDIR {first.arguments[0].value} before the RUN")
