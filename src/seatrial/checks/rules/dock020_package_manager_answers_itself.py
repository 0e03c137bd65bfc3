"""Package managers do not ask.

## What it does
Finds apt-get, dnf, yum, microdnf, tdnf and zypper installing, upgrading or removing without the option that says yes.

## Why
A build has no terminal, so the question is answered with no and the build stops.

## Bad
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install git
```

## Good
```dockerfile
FROM debian:12
RUN apt-get update && apt-get install -y git
```

## Fix
Write `-y` behind the verb; for zypper `-n` behind the program.

## References
- https://docs.docker.com/build/building/best-practices/#apt-get
- https://manpages.debian.org/bookworm/apt/apt-get.8.en.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, insert
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.packages import Invocation
    from seatrial.dockerfile.view import Dockerfile

CHANGES = frozenset({"install", "reinstall", "upgrade", "remove", "autoremove"})
VERBS: dict[str, frozenset[str]] = {
    "apt": CHANGES | {"purge", "dist-upgrade", "full-upgrade", "build-dep"},
    **dict.fromkeys(RPM, CHANGES | {"update", "localinstall", "groupinstall", "distro-sync"}),
    "zypper": CHANGES | {"in", "rm", "up", "update", "dup", "dist-upgrade", "patch"},
}
ASKS: dict[str, tuple[str, ...]] = {
    "apt": ("-y", "--yes", "--assume-yes", "--force-yes", "-s", "--simulate", "--download-only", "-d", "--print-uris"),
    **dict.fromkeys(RPM, ("-y", "--assumeyes", "--assumeno", "--downloadonly")),
    "zypper": ("-n", "--non-interactive", "-y", "--no-confirm"),
}
"""What keeps each from asking."""
SETTING = re.compile(r"assume-?yes[\"\s=]+(?:true|1|yes)", re.IGNORECASE)
"""The same in the settings of apt and dnf."""
QUIET = re.compile(r"(?:-q+|--quiet)$")


@rule(
    "DOCK020",
    "package-manager-answers-itself",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3014 DL3030 DL3034 DL3038 DS-0021",
    covers=(174,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    settled = {stage.index for stage in file.stages if any(SETTING.search(each.body) for each in stage.history)}
    for call in invocations(file.commands, *ASKS):
        stage = call.command.instruction.stage
        if call.verb not in VERBS[call.family] or (stage and stage.index in settled):
            continue
        if call.has(*ASKS[call.family]) or _answered(call):
            continue
        json = call.command.instruction.json is not None
        replace = insert(call.verb_word.end, " -y") if call.verb_word and not json else ()
        yield hit(call.command, f"{call.tool} {call.verb} asks and nobody answers", "write -y", replace=replace)


def _answered(call: Invocation) -> bool:
    quiet = sum(word.value.count("q") for word in call.options if QUIET.match(word.value))
    return call.command.before == "|" or (call.family == "apt" and (quiet > 1 or call.has("-q=2")))
