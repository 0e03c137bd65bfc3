"""The user of the image is a number.

## What it does
Finds a last `USER` of the last stage that is a name other than root.

## Why
Kubernetes refuses to start an image with a named user where `runAsNonRoot` is set, because it cannot look the name
up.

## Bad
```dockerfile
FROM python:3.12-slim
USER app
```

## Good
```dockerfile
FROM python:3.12-slim
USER 10001
```

## Fix
Write the number that the name has in the image, `USER 10001`; the name may stay in `useradd`.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


@rule(
    "DOCK004",
    "numeric-user",
    Severity.INFO,
    DOCKERFILES,
    aliases="DL3066",
    covers=(164,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    stage = file.final
    users = [each for each in stage.instructions if each.keyword == "USER" and each.words] if stage else []
    if not stage or stage.windows or not users:
        return
    word = users[-1].words[0]
    name = (expand(word.value, users[-1].variables) or "0").partition(":")[0]
    if name and not name.isdecimal() and name != "root":
        message = f"Kubernetes cannot tell that {name} is not root"
        yield hit(users[-1], message, "write the number of the user", word=word)
