"""Containers say how much CPU and memory they need.

## What it does
Asks for `requests.cpu` and `requests.memory` on every container; a limit counts, because the API server copies it
into an absent request.

## Why
The scheduler places a container without requests as if it needed nothing, so the node is overbooked and the pod is
the first to be evicted. A namespace with a quota refuses it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {cpu: 500m, memory: 1Gi}}}]}
```

## Fix
Set `resources.requests.cpu` and `resources.requests.memory` to what the container uses under normal load.

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
    "RES001",
    "requests-set",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0015 KSV-0016 CKV_K8S_10 CKV_K8S_12 C-0004 C-0050 C-0268 C-0269 unset-cpu-requirements "
        "container-resources cpuRequestsMissing memoryRequestsMissing AI033"
    ),
)
def check(container: Container) -> Iterator[Hit]:
    for name in ("cpu", "memory"):
        if name not in container.requests and name not in container.limits:
            field = f"{container.path}.resources.requests.{name}"
            yield Hit(
                field, f"container {container.name} does not say how much {name} it needs", f"set requests.{name}"
            )
