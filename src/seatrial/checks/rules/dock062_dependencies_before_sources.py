"""Dependencies are installed before the sources are copied.

## What it does
Finds a `COPY` of the whole context that stands before the first installation of what a lock or requirements file
lists (pip, uv, poetry, npm, yarn, pnpm, go, bundle, cargo). Installations with a cache mount are left alone.

## Why
A builder runs everything again behind the first file that changed, so each change of a line downloads torch again.

## Bad
```dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
```

## Good
```dockerfile
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
```

## Fix
Copy the files that list the dependencies, install, then copy the rest.

## References
- https://docs.docker.com/build/cache/optimize/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.packages import Invocation
    from seatrial.dockerfile.view import Dockerfile, Instruction

FROM_LISTS: dict[str, tuple[str, ...]] = {
    "uv": ("sync",),
    "poetry": ("install",),
    "npm": ("install", "ci", "i"),
    "yarn": ("", "install"),
    "pnpm": ("install", "i", "fetch"),
    "go": ("mod",),
    "bundle": ("install",),
    "cargo": ("fetch",),
}


@rule(
    "DOCK062",
    "dependencies-before-sources",
    Severity.WARNING,
    DOCKERFILES,
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in file.stages:
        whole: Instruction | None = None
        for instruction in stage.instructions:
            if instruction.keyword in ("COPY", "ADD") and not instruction.flag("from"):
                sources = [word.value for word in instruction.words[:-1]]
                whole = whole or (instruction if {".", "./", "*", "./*", "/"} & set(sources) else None)
            if instruction.keyword != "RUN":
                continue
            first = next((call for call in invocations(instruction.commands) if _lists(call)), None)
            if first and whole and not any(mount["type"] == "cache" for mount in instruction.mounts):
                message = f"every change of a source runs {first.tool} {first.verb} again".replace("  ", " ")
                yield hit(whole, message, "copy what lists the dependencies, install, then copy the rest")
            if first:
                break


def _lists(call: Invocation) -> bool:
    """Whether what it installs is written in a file of the project."""
    if call.family == "pip":
        return call.installs and call.has("-r", "--requirement")
    return call.verb in FROM_LISTS.get(call.family, ()) and (call.family in ("go", "uv") or not call.operands)
