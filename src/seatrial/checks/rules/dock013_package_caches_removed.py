"""The caches of apk, dnf, yum, zypper and yarn do not stay in the image.

## What it does
Finds a `RUN` of a stage that is shipped that installs with apk without `--no-cache`, or with dnf, yum, microdnf,
tdnf, zypper or yarn and does not clean up. Stages that only build, and RUNs with a cache mount, are left alone.

## Why
The downloaded packages are stored a second time in the layer, and every node pulls them.

## Bad
```dockerfile
FROM alpine:3.22
RUN apk add git
```

## Good
```dockerfile
FROM alpine:3.22
RUN apk add --no-cache git
```

## Fix
Write `apk add --no-cache`, or end the RUN with `dnf clean all`, `zypper clean -a`, `yarn cache clean`.

## References
- https://docs.docker.com/build/building/best-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import append_command, hit, insert, runs, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.packages import Invocation
    from seatrial.dockerfile.view import Dockerfile, Instruction

HOME = "/root"
CACHES: dict[str, tuple[str, ...]] = {
    "apk": ("/var/cache/apk", "/etc/apk/cache"),
    "dnf": ("/var/cache/dnf", "/var/cache/libdnf5"),
    "yum": ("/var/cache/yum", "/var/cache/dnf"),
    "microdnf": ("/var/cache/yum", "/var/cache/dnf"),
    "tdnf": ("/var/cache/tdnf",),
    "zypper": ("/var/cache/zypp",),
    "yarn": ("/usr/local/share/.cache", f"{HOME}/.yarn", f"{HOME}/.cache", "/yarn-cache"),
}
CLEAN = {**dict.fromkeys(RPM, "{} clean all"), "zypper": "{} clean -a", "yarn": "{} cache clean"}


@rule(
    "DOCK013",
    "package-caches-removed",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3019 DL3032 DL3036 DL3040 DL3060 DS-0015 DS-0019 DS-0020 DS-0025 DS-0027",
    covers=(169,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in runs(shipped(file)):
        calls = list(invocations(run.commands, *CACHES))
        cleaned = {call.family for call in calls if "clean" in (call.verb, *(word.value for word in call.operands))}
        cleaned |= {family for family, paths in CACHES.items() if run.caches(*paths) or _removes(run, paths)}
        for call in calls:
            if call.family in cleaned or not (
                call.installs or (call.family == "yarn" and call.verb in ("", "install"))
            ):
                continue
            if call.family == "apk" and call.has("--no-cache"):
                continue
            if call.family != "apk":
                # One command at the end cleans up behind all of them.
                cleaned.add(call.family)
            yield _hit(run, call)


def _hit(run: Instruction, call: Invocation) -> Hit:
    message = f"the cache of {call.tool} stays in the layer"
    if call.family == "apk":
        replace = insert(call.verb_word.end, " --no-cache") if call.verb_word and run.json is None else ()
        return hit(call.command, message, "write apk add --no-cache", replace=replace)
    clean = CLEAN[call.family].format(call.tool)
    return hit(call.command, message, f"end the RUN with {clean}", replace=append_command(run, clean))


def _removes(run: Instruction, paths: tuple[str, ...]) -> bool:
    removed = [word.value for command in run.commands if command.name == "rm" for word in command.arguments]
    return any(word.startswith(path) for word in removed for path in paths)
