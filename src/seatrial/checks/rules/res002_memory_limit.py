"""Containers have a memory limit.

## What it does
Asks for `limits.memory` on every container. A CPU limit is not asked for: it slows a program down and protects nobody
from running out.

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
    aliases="KSV-0018 CKV_K8S_13 C-0009 C-0271 unset-memory-requirements memoryLimitsMissing",
)
def check(container: Container) -> Iterator[Hit]:
    if "memory" not in container.limits:
        field = f"{container.path}.resources.limits.memory"
        yield Hit(field, f"container {container.name} may take all memory of its node", "set limits.memory")
