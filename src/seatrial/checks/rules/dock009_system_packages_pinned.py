"""Packages of the distribution have a version.

## What it does
Finds packages that apt-get, apk, dnf, yum, microdnf, tdnf or zypper install without a version. Files, URLs and names
with variables are left alone. One hit a command.

## Why
Two builds of one file get two sets of packages, which shows only when one of them breaks.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y libgomp1
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y libgomp1=12.2.0-14
```

## Fix
Write the version that the base image's release has, `libgomp1=12.2.0-14` for apt-get, `curl=8.5.0-r0` for apk.
Archives drop old versions, so this wants somebody who moves them; a base image by digest is the cheaper half of it.

## References
- https://docs.docker.com/build/building/best-practices/#apt-get
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, names_of
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, SYSTEM, invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SEPARATORS = {"apt": "=", "apk": "=", "zypper": "="}
NAMED = re.compile(r"[=<>~@]|\.apk$")
RPM_VERSION = re.compile(r"-[0-9]|\.rpm$|[<>=]")
PINNED = {
    "apt": re.compile(r"=|\.deb$|[-+]$"),
    "apk": NAMED,
    "zypper": re.compile(r"[=<>]|\.rpm$"),
    **dict.fromkeys(RPM, RPM_VERSION),
}
"""How a version, or a file, looks for each of them."""


@rule(
    "DOCK009",
    "system-packages-pinned",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3008 DL3018 DL3033 DL3037 DL3041",
    covers=(168,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for call in invocations(file.commands, *SYSTEM):
        if not call.installs:
            continue
        loose = [word for word in call.operands if not PINNED[call.family].search(word.value) and not word.expands]
        loose = [word for word in loose if not word.value.startswith((".", "/", "@")) and "://" not in word.value]
        if loose:
            fix = f"write {loose[0].value}{SEPARATORS.get(call.family, '-')}VERSION"
            yield hit(call.command, f"no version is written for {names_of(loose)}", fix, word=loose[0])
