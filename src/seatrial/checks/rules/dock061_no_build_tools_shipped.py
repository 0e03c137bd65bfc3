"""Compilers stay in a stage that only builds.

## What it does
Finds a stage that is shipped that installs compilers, headers or build systems and does not remove them in the same
RUN. Stages from which others only take files are left alone.

## Why
Build tools are hundreds of megabytes that each node pulls, and they help whoever breaks in to build what they need.

## Bad
```dockerfile
FROM python:3.12-slim
RUN apt-get update && apt-get install -y build-essential && pip install -r requirements.txt
```

## Good
```dockerfile
FROM python:3.12 AS build
RUN apt-get update && apt-get install -y build-essential && pip install --prefix=/install -r requirements.txt
FROM python:3.12-slim
COPY --from=build /install /usr/local
```

## Fix
Install the tools in a stage of their own and copy what they make. A program that compiles while it runs
(torch.compile, Triton) does need a C compiler: then say so in an ignore comment.

## References
- https://docs.docker.com/build/building/multi-stage/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, runs, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import SYSTEM, invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


REMOVES = frozenset(["remove", "purge", "autoremove", "del", "erase", "rm"])
TOOL = re.compile(
    r"(?:build-essential|build-base|alpine-sdk|base-devel|gcc|g\+\+|gcc-c\+\+|gfortran|clang|llvm-dev|make|cmake|ninja|ninja-build"
    r"|autoconf|automake|libtool|bison|flex|cargo|rustc|rust|golang|golang-go|musl-dev|libc6-dev|linux-headers"
    r"|python3?[0-9.]*-(?:dev|devel)|nvidia-cuda-toolkit|cuda-(?:toolkit|nvcc|compiler|libraries-dev)[-0-9]*"
    r"|gxx_linux-64|gcc_linux-64|compilers)(?:-[0-9]+)?(?:[=<>~].*)?\Z"
)


@rule(
    "DOCK061",
    "no-build-tools-shipped",
    Severity.WARNING,
    DOCKERFILES,
    aliases="AI041",
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for run in runs(shipped(file)):
        calls = list(invocations(run.commands, *SYSTEM, "conda"))
        removed = any(call.verb in REMOVES for call in calls)
        for call in calls:
            tools = [word for word in call.operands if TOOL.match(word.value)] if call.installs else []
            if tools and not removed:
                names = ", ".join(word.value for word in tools[:3])
                message = f"{names} end up in the image"
                yield hit(call.command, message, "install them in a stage of their own", word=tools[0])
