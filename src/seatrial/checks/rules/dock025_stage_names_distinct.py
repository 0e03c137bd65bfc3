"""Every stage has a name of its own.

## What it does
Refuses a stage name that an earlier stage has, that a builder keeps for itself (`scratch`, `context`), or that is no
name.

## Why
A name that two stages have means one of them, and not always the one that was meant.

## Bad
```dockerfile
FROM golang:1.25 AS build
FROM node:22 AS build
```

## Good
```dockerfile
FROM golang:1.25 AS build-server
FROM node:22 AS build-page
```

## Fix
Rename one of them, and every `--from` that means it.

## References
- https://docs.docker.com/reference/dockerfile/#from
- https://docs.docker.com/reference/build-checks/reserved-stage-name/
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


RESERVED = ("scratch", "context")
NAME = re.compile(r"[a-z][a-z0-9_.-]*\Z")


@rule(
    "DOCK025",
    "stage-names-distinct",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3024 DL3063 CKV_DOCKER_11 DS-0012",
    covers=(178,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    seen: set[str] = set()
    for stage in file.stages:
        word = stage.name_word
        if not word:
            continue
        what = ""
        if stage.name in seen:
            what = f"two stages are called {word.value}"
        elif stage.name in RESERVED:
            what = f"{word.value} is a name that builders keep for themselves"
        elif not NAME.match(stage.name):
            what = f"{word.value} is no name for a stage"
        seen.add(stage.name)
        if what:
            yield hit(stage.opening, what, "give the stage another name", word=word)
