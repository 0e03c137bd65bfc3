"""Containers have a memory limit.

## What it does
Asks for `limits.memory` on every container. A limit of the whole pod counts, and so does the default of a LimitRange
among the files, but not for a container with an accelerator, which a default for small programs would kill. Containers
that only say how they differ from one of a ServingRuntime or TrainingRuntime are left out. A CPU limit is another
question, see RES005.

## Why
A leak in one container without a limit takes the memory of the whole node, and the kernel then kills whichever
neighbour it likes.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {memory: 1Gi}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {limits: {memory: 2Gi}}}]}
```

## Fix
Set `resources.limits.memory` to the most the container may ever use.

## References
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.limit_ranges import has_limit
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "RES002",
    "memory-limit",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0018 CKV_K8S_13 C-0009 C-0271 unset-memory-requirements container-resources memoryLimitsMissing POP-107 "
        "limits"
    ),
    covers=(65,),
)
def check(container: Container) -> Iterator[Hit]:
    if has_limit(container, "memory") or is_overlay(container):
        return
    message = f"container {container.name} may take all memory of its node"
    yield Hit(f"{container.resources_path}.limits.memory", message, "set limits.memory")
