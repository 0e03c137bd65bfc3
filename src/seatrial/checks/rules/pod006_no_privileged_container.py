"""No container is privileged.

## What it does
Refuses `privileged: true`, except for what runs on every node to serve it: GPU drivers and device plugins, networks,
storage drivers, recognised by image in a DaemonSet.

## Why
A privileged container is root on the node: it sees all its devices, its disks and every other pod on it. GPUs do not
need it, the device plugin hands them to ordinary containers.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", securityContext: {privileged: true}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Remove `privileged`. Ask for devices as resources (`nvidia.com/gpu`, `vpc.amazonaws.com/efa`).

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "POD006",
    "no-privileged-container",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0017 CKV_K8S_16 CKV_K8S_2 C-0057 C-0193 C-0213 privileged-container "
        "container-security-context-privileged runAsPrivileged privileged AI097"
    ),
    covers=(1,),
)
def check(container: Container) -> Iterator[Hit]:
    if container.security.get("privileged") is True and not is_node_agent(container.pod):
        field = f"{container.path}.securityContext.privileged"
        yield Hit(
            field, f"container {container.name} is privileged", "remove privileged and ask for devices as resources"
        )
