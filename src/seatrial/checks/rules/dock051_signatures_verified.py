"""Signatures of packages are verified.

## What it does
Refuses what switches the check of signatures off: `apt-get --allow-unauthenticated` and `--force-yes`,
`[trusted=yes]` in a source of apt, `apk --allow-untrusted`, `dnf` and `yum` `--nogpgcheck` and `gpgcheck=0`, `rpm
--nosignature`, `zypper --no-gpg-checks`.

## Why
Whoever can change a mirror decides what runs as root in the image.

## Bad
```dockerfile
FROM debian:12
RUN apt-get install -y --allow-unauthenticated x
```

## Good
```dockerfile
FROM debian:12
RUN apt-get install -y x
```

## Fix
Remove the option and install the key of the archive; for apt name it with `signed-by`.

## References
- https://manpages.debian.org/bookworm/apt/apt-secure.8.en.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, invocation
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


OPTIONS: dict[str, tuple[str, ...]] = {
    "apt": ("--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"),
    "apk": ("--allow-untrusted",),
    "rpm": ("--nosignature", "--nodigest", "--no-signature"),
    "zypper": ("--no-gpg-checks", "--allow-unsigned-rpm"),
    **dict.fromkeys(RPM, ("--nogpgcheck", "--no-gpgchecks", "--setopt=gpgcheck=0", "--setopt=*.gpgcheck=0")),
}
SETTING = re.compile(
    r"\[[^\]]*trusted=yes[^\]]*\]|\bgpgcheck\s*=\s*(?:0|false|no)\b"
    r"|allow(?:unauthenticated|insecurerepositories)[ =\"]+(?:true|1|yes)"
)
"""The same in the settings of apt, dnf and yum."""


@rule(
    "DOCK051",
    "signatures-verified",
    Severity.ERROR,
    DOCKERFILES,
    aliases="CKV2_DOCKER_7 CKV2_DOCKER_8 CKV2_DOCKER_9 CKV2_DOCKER_10 CKV2_DOCKER_11",
    covers=(197,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for command in file.commands:
        call = invocation(command)
        name = call.family if call else command.name
        for word in command.words:
            text = word.value.lower()
            named = any(text == option or text.startswith(option + "=") for option in OPTIONS.get(name, ()))
            if named or (SETTING.search(text) and name not in ("grep", "test")):
                what = text if named else "this"
                yield hit(command, f"{what} switches the check of signatures off", "install the key", word=word)
                break
