"""Keys of labels follow the guidelines.

## What it does
Finds keys of `LABEL` with other than lower-case letters, digits, dots, hyphens, underscores and slashes, with two
separators in a row, without a letter or digit at an end, or in a namespace of Docker.

## Why
Tools that select images by label do not find them, and Docker may give its own namespaces a meaning.

## Bad
```dockerfile
FROM debian:12
LABEL "My Label"=x
```

## Good
```dockerfile
FROM debian:12
LABEL com.example.my-label=x
```

## Fix
Write the reversed domain name and a key, `com.example.team`.

## References
- https://docs.docker.com/engine/manage-resources/labels/
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


KEY = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*\Z")
RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")


@rule(
    "DOCK040",
    "label-keys-valid",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3048",
    covers=(190,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("LABEL"):
        for name, _, word in instruction.pairs:
            if "$" not in name and (not KEY.match(name) or name.startswith(RESERVED)):
                what = "belongs to Docker" if name.startswith(RESERVED) else "is no key"
                yield hit(instruction, f"{name} {what}", "write a key such as com.example.team", word=word)
