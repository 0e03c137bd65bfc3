"""Plain files are copied with COPY.

## What it does
Finds an `ADD` whose sources are neither an archive, an address nor a repository, and none of whose flags COPY lacks.
Sources with variables are left alone.

## Why
ADD unpacks what happens to be an archive and fetches what happens to be an address, which nobody expects of a copy.

## Bad
```dockerfile
FROM python:3.12-slim
ADD app /app
```

## Good
```dockerfile
FROM python:3.12-slim
COPY app /app
```

## Fix
Write `COPY`.

## References
- https://docs.docker.com/reference/dockerfile/#add
- https://docs.docker.com/build/building/best-practices/#add-or-copy
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.edit import Replacement
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


COMMON = ("chown", "chmod", "link", "exclude")
SPECIAL = re.compile(r"\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+|gz|bz2|xz|zst)$|^[a-z+]+://|^git@", re.IGNORECASE)
"""Archives, addresses, repositories."""


@rule(
    "DOCK015",
    "copy-not-add",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3020 CKV_DOCKER_4 DS-0005",
    covers=(170,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("ADD"):
        sources = instruction.words[:-1]
        special = any(flag.name not in COMMON for flag in instruction.flags)
        if not sources or special or any(word.expands or SPECIAL.search(word.value) for word in sources):
            continue
        replace = (Replacement(instruction.start, instruction.start + len(instruction.written), "COPY"),)
        yield hit(instruction, "ADD copies plain files", "write COPY", replace=replace)
