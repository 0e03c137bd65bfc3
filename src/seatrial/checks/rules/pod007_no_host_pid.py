"""Pods see no processes but their own.

## What it does
Refuses `hostPID: true`, except for what watches a node's processes from every node, recognised by image.

## Why
A pod in a namespace of the node sees every process of the other pods there, with their command lines and environment
variables, and may end those of its own user.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  hostPID: true
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  shareProcessNamespace: true
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Fix
Remove `hostPID`. Containers of one pod see each other's processes with `shareProcessNamespace: true`.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "POD007",
    "no-host-pid",
    Severity.ERROR,
    PODS,
    aliases="KSV-0010 CKV_K8S_1 CKV_K8S_17 C-0038 C-0194 C-0214 C-0275 host-pid hostPIDSet hostns",
    covers=(14,),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("hostPID") is True and not is_node_agent(pod):
        yield Hit(f"{pod.path}.hostPID", "the pod shares the processes of its node", "remove hostPID")
