"""Nothing is ignored in the file.

## What it does
Finds comments that keep a checker from looking: `hadolint ignore`, `checkov:skip`, `trivy:ignore`, `kics-scan`,
`check=skip`.

## Why
Where all exceptions have to be in one place with a reason, a comment in a file is easily overlooked.

## Bad
```dockerfile
# hadolint ignore=DL3006
FROM debian
```

## Good
```dockerfile
FROM debian:12
```

## Fix
Mend what is ignored, or move the exception to the settings.

## References
- https://docs.docker.com/build/checks/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


IGNORE = re.compile(
    r"(?:hadolint\s+(?:global\s+)?ignore|checkov:skip|trivy:ignore|tfsec:ignore|kics-scan|seatrial:\s*ignore)\b"
)
FIX = "mend what is ignored, or move it to the settings"


@rule(
    "DOCK053",
    "no-ignore-comments",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL1001",
    covers=(199,),
    opt_in=True,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for comment in file.comments:
        if IGNORE.match(comment.text):
            yield Hit("", f"a comment ignores findings: {comment.text}", FIX, at=file.position(comment.start))
    if "skip" in file.directives.get("check", ""):
        yield Hit("", "the directive check skips checks of the builder", FIX, at=(1, 1))
