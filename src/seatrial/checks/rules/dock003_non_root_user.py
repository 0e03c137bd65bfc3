"""The image does not run as root.

## What it does
Refuses a last stage that ends as root: its last `USER` is `root` or `0`, or it has none and the base image is not
known to set one. A `USER` that an earlier stage set counts where the last stage is built on it.

## Why
A process that breaks out of a container as root is root on the node, with its GPUs and everybody else's pods.

## Bad
```dockerfile
FROM python:3.12-slim
CMD ["python", "serve.py"]
```

## Good
```dockerfile
FROM python:3.12-slim
USER 65532
CMD ["python", "serve.py"]
```

## Fix
Write `USER` with a number above 0 in the last stage, behind everything that needs root.

## References
- https://docs.docker.com/reference/dockerfile/#user
- https://docs.docker.com/build/building/best-practices/#user
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.expand import expand
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


PRIVILEGED = ("root", "0", "containeradministrator")
UNPRIVILEGED = re.compile(r"nonroot|unprivileged|rootless|(?:^|/)bitnami/|cgr\.dev/chainguard/|(?:^|/)jupyter/")
"""Images that are known to set a user of their own."""


@rule(
    "DOCK003",
    "non-root-user",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3002 CKV_DOCKER_8 CKV_DOCKER_3 DS-0002",
    covers=(163,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    stage = file.final
    if not stage:
        return
    users = [instruction for instruction in stage.history if instruction.keyword == "USER" and instruction.words]
    if not users:
        image = stage.root_image
        if image is not None and not stage.windows and not UNPRIVILEGED.search(image):
            yield hit(stage.opening, "the image runs as root", "write USER 65532 before CMD")
        return
    last = users[-1]
    word = last.words[0]
    user = expand(word.value, last.variables) or ""
    if user.partition(":")[0].lower() in PRIVILEGED:
        yield hit(last, f"the image runs as {user}", "write USER 65532 before CMD", word=word)
