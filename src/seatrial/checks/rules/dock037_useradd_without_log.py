"""A user with a high number is made without a log entry.

## What it does
Finds `useradd` with a number of six digits or more and without `--no-log-init`.

## Why
The log of last logins is indexed by number, so the layer gets a file of hundreds of gigabytes that is nearly all
empty.

## Bad
```dockerfile
FROM debian:12
RUN useradd --uid 1000660000 app
```

## Good
```dockerfile
FROM debian:12
RUN useradd --no-log-init --uid 1000660000 app
```

## Fix
Write `--no-log-init`.

## References
- https://docs.docker.com/build/building/best-practices/#user
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile

LONG = 6


@rule(
    "DOCK037",
    "useradd-without-log",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3046",
    covers=(188,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        if command.name != "useradd" or command.has("-l", "--no-log-init"):
            continue
        number = _number(command)
        if number.isdecimal() and len(number) >= LONG:
            replace = () if command.instruction.json is not None else insert(command.unwrapped[0].end, " --no-log-init")
            yield hit(command, f"number {number} makes a huge log", "write --no-log-init", replace=replace)


def _number(command: Command) -> str:
    words = [word.value for word in command.arguments]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in ("-u", "--uid"):
            return following
        if word.startswith("--uid="):
            return word.removeprefix("--uid=")
        if word.startswith("-u") and word[2:].isdecimal():
            return word[2:]
    return ""
