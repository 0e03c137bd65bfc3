"""apt-get is used in place of apt.

## What it does
Finds `apt` as a command of a `RUN`.

## Why
apt is made for people at a terminal: it may change from one release to the next what it prints and which options it
knows.

## Bad
```dockerfile
FROM debian:12
RUN apt update && apt install -y git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git
```

## Fix
Write `apt-get`, for searches `apt-cache`.

## References
- https://manpages.debian.org/bookworm/apt/apt.8.en.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SAME = frozenset(
    [
        "install",
        "update",
        "upgrade",
        "remove",
        "purge",
        "autoremove",
        "clean",
        "autoclean",
        "build-dep",
        "download",
        "source",
    ]
)
"""What both understand."""


@rule(
    "DOCK028",
    "apt-get-not-apt",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3027 CKV_DOCKER_9",
    covers=(181,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for call in invocations(file.commands, "apt"):
        if call.tool == "apt":
            word = call.command.unwrapped[0]
            same = call.verb in SAME and word.text.endswith("apt")
            replace = insert(word.end, "-get") if same else ()
            yield hit(call.command, "apt is made for terminals", "write apt-get", word=word, replace=replace)
