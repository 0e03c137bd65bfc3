"""Priority classes that pods name exist.

## What it does
Looks for the PriorityClass of each pod. Kubernetes' own `system-cluster-critical` and `system-node-critical` exist
always.

## Why
The API server refuses to create the pods, and nothing but an event on the ReplicaSet says so.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {priorityClassName: high, containers: []}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {priorityClassName: high, containers: []}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
```

## Fix
Correct `priorityClassName`, or add the PriorityClass.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = ("system-cluster-critical", "system-node-critical")


@rule("REF005", "priority-class-exists", Severity.ERROR, PODS, aliases="AI017", absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    name = text(pod.spec.get("priorityClassName"))
    if name and name not in BUILT_IN and not pod.inventory.has("PriorityClass", "", name):
        field = f"{pod.path}.priorityClassName"
        yield Hit(field, f"PriorityClass {name} does not exist", "correct the name or add it")
