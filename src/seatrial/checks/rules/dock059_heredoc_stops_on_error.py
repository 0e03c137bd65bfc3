"""A here-document stops at the first command that fails.

## What it does
Finds a `RUN` with a here-document of several commands that a shell runs without `set -e`. Where SHELL or the first
line of the script has `-e`, all is well.

## Why
The shell goes on with the next line, and the build succeeds with an image in which half of the commands failed.

## Bad
```dockerfile
FROM debian:12
RUN <<EOF
apt-get update
apt-get install -y git
EOF
```

## Good
```dockerfile
FROM debian:12
RUN <<EOF
set -e
apt-get update
apt-get install -y git
EOF
```

## Fix
Write `set -e` as the first line.

## References
- https://docs.docker.com/reference/dockerfile/#here-documents
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.shell import script_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile

ERREXIT = re.compile(r"-[a-zA-Z]*e[a-zA-Z]*\Z")


@rule(
    "DOCK059",
    "heredoc-stops-on-error",
    Severity.WARNING,
    DOCKERFILES,
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        heredoc = script_of(run)
        if not heredoc:
            continue
        inside = [command for command in run.commands if command.start >= heredoc.start and not command.nested]
        ends = [command for command in inside if command.after in ("\n", ";", "")]
        around = [*run.shell[1:], *run.body.split(), *_first_line(heredoc.content)]
        if len(ends) > 1 and not any(ERREXIT.match(word) for word in around) and not _sets(inside):
            yield hit(run, "a command that fails does not stop this script", "write set -e as its first line")


def _first_line(content: str) -> list[str]:
    return content.partition("\n")[0].split()[1:] if content.startswith("#!") else []


def _sets(commands: Sequence[Command]) -> bool:
    """Whether one of the first commands is `set -e`."""
    return any(
        command.name == "set"
        and any(ERREXIT.match(word.value) or word.value == "errexit" for word in command.arguments)
        for command in commands[:3]
    )
