"""The image that runs is built on CUDA without its compilers.

## What it does
Finds a stage that is shipped and that is built on a development image of CUDA, ROCm or PyTorch (`…-devel…`). Stages
that only build are left alone.

## Why
Compilers, headers and static libraries double the size: pytorch devel is 6.7 GB where runtime is 3.0 GB, on every
node that starts a replica.

## Bad
```dockerfile
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu24.04
COPY serve.py /app/
```

## Good
```dockerfile
FROM nvidia/cuda:12.8.1-cudnn-devel-ubuntu24.04 AS build
RUN make
FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04
COPY --from=build /app /app
```

## Fix
Build on `runtime`, or `base` where the wheels bring CUDA along as those of torch do; compile in a stage on `devel`. A
program that compiles kernels while it runs does need nvcc: then say so in an ignore comment.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://hub.docker.com/r/nvidia/cuda
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, shipped
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


DEVELOPMENT = re.compile(r":[^/]*\bdevel\b|/dev-|[-/](?:devel|dev)(?::|$)")
ACCELERATED = re.compile(r"cuda|pytorch|rocm|tensorrt|cudnn", re.IGNORECASE)


@rule(
    "DOCK064",
    "cuda-runtime-image",
    Severity.WARNING,
    DOCKERFILES,
    aliases="AI041",
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for stage in shipped(file):
        image = stage.image
        if stage.parent is None and image and DEVELOPMENT.search(image) and ACCELERATED.search(image):
            message = f"{image} brings its compilers along"
            fix = "build on the runtime variant and compile in a stage of its own"
            yield hit(stage.opening, message, fix, word=stage.base)
