"""A variable that may be empty does not make rm remove everything.

## What it does
Refuses `rm -r` of `$NAME/…`, where the variable is set neither in the RUN nor by ENV or ARG with a value, and is not
written `${NAME:?}`.

## Why
If the variable is empty, the path begins at the root of the image.

## Bad
```dockerfile
FROM debian:12
RUN rm -rf $BUILD/bin
```

## Good
```dockerfile
FROM debian:12
RUN rm -rf "${BUILD:?}/bin"
```

## Fix
Write `${NAME:?}`, which stops where the variable is empty.

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


LEADING = re.compile(r"\"?\$(?:(\w+)|\{(\w+)\})\"?/")


@rule(
    "DOCK057",
    "no-rm-of-empty-variable",
    Severity.ERROR,
    DOCKERFILES,
    aliases="SC2115",
    covers=(200,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        known = {name for name, value in run.variables.items() if value}
        for command in run.commands:
            known |= {word.value.partition("=")[0] for word in command.assignments}
            if command.name != "rm" or not command.has("-r", "-R", "--recursive"):
                continue
            for word in command.arguments:
                match = LEADING.match(word.text)
                if match and (match[1] or match[2]) not in known and f"{match[1] or match[2]}=" not in run.body:
                    name = match[1] or match[2]
                    yield hit(command, f"{name} may be empty", f"write ${{{name}:?}}", word=word)
