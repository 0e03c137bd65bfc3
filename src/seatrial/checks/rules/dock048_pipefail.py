"""A pipe fails where one of its commands fails.

## What it does
Finds a `RUN` with a pipe whose first command can fail, in a shell without `pipefail`, set by `SHELL` or by `set -o
pipefail` before the pipe. `echo` and `printf` cannot fail, and what decides a condition may. One hit a RUN.

## Why
Without it the pipe is as good as its last command, so a download that broke off gives an image with half of a file.

## Bad
```dockerfile
FROM debian:12
RUN curl -fsS https://example.com/x.tar | tar -x
```

## Good
```dockerfile
FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -fsS https://example.com/x.tar | tar -x
```

## Fix
Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` above, or `set -o pipefail` at the beginning of the RUN where its
shell has that.

## References
- https://docs.docker.com/reference/dockerfile/#shell
- https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SAFE = frozenset(["echo", "printf", "yes", "true", ":"])


@rule(
    "DOCK048",
    "pipefail",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL4006",
    covers=(194,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in file.named("RUN"):
        if any("pipefail" in word for word in run.shell):
            continue
        for command in run.commands:
            if any("pipefail" in word.value for word in command.words):
                break
            if command.after in ("|", "|&") and command.name not in SAFE and not command.condition:
                fix = 'write SHELL ["/bin/bash", "-o", "pipefail", "-c"] above'
                yield hit(command, f"nobody sees it if {command.name} fails before the pipe", fix)
                break
