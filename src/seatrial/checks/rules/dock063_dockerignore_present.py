r"""The build context leaves out what does not belong in an image.

## What it does
Where the folder of the build is known: finds a `COPY` of the whole context while there is no `.dockerignore`, or
while it does not leave out `.git`, `.env`, `.venv`, `venv`, `node_modules`, `__pycache__`, `.aws`, `.ssh` or `wandb`
that are there. The first line of the examples says what the folder holds.

## Why
The history, the secrets and the virtual environment of whoever builds get into the image, and each of them voids the
cache.

## Bad
```dockerfile
# context: {names: [.git, .env]}
FROM python:3.12-slim
COPY . /app
```

## Good
```dockerfile
# context: {names: [.git, .env], dockerignore: ".git\n.env"}
FROM python:3.12-slim
COPY . /app
```

## Fix
Write a `.dockerignore` beside the Dockerfile with these names, one a line.

## References
- https://docs.docker.com/build/concepts/context/#dockerignore-files
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.ignore_file import leaves_out
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SECRET = (".env", ".aws", ".ssh")
UNWANTED = (".git", *SECRET, ".venv", "venv", "node_modules", "__pycache__", "wandb")
WHOLE = frozenset({".", "./", "*", "./*", "/"})


@rule(
    "DOCK063",
    "dockerignore-present",
    Severity.WARNING,
    DOCKERFILES,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    context = file.context
    if context is None:
        return
    found = [name for name in UNWANTED if name in context.names and not leaves_out(context.dockerignore or "", name)]
    for instruction in file.named("COPY", "ADD"):
        if instruction.flag("from") or not WHOLE & {word.value for word in instruction.words[:-1]}:
            continue
        if context.dockerignore is None:
            yield hit(instruction, "there is no .dockerignore", f"write one with {', '.join(found) or '.git, .env'}")
            return
        for name in found:
            severity = Severity.ERROR if name in SECRET else None
            message = f"{name} is copied into the image"
            yield hit(instruction, message, f"write {name} in .dockerignore", severity=severity)
