"""Servers run on runtime images.

## What it does
Finds images in long-running GPU workloads whose tag says that they hold compilers and headers: `-devel`, as those of
`nvidia/cuda` and `pytorch/pytorch`.

## Why
The image is twice as large as the runtime one, so each new node takes minutes longer to its first answer, and a
compiler is at hand for whoever breaks in.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-devel
          resources: {limits: {nvidia.com/gpu: 1}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          image: pytorch/pytorch:2.8.0-cuda12.8-cudnn9-runtime
          resources: {limits: {nvidia.com/gpu: 1}}
```

## Fix
Use the `-runtime` image of the same version, and build extensions in an earlier stage of the Dockerfile.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://hub.docker.com/r/pytorch/pytorch/tags
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

DEVEL = r":[^/@]*-devel(?:-|@|$)"


@rule("AI041", "runtime-image", Severity.WARNING, CONTAINERS, aliases="AI041")
def check(container: Container) -> Iterator[Hit]:
    if container.accelerators and container.pod.serves and not container.init and re.search(DEVEL, container.image):
        message = f"image {container.image} holds a compiler that a server does not need"
        yield Hit(f"{container.path}.image", message, "use the runtime image of the same version")
