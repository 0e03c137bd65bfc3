"""Pods have a priority.

## What it does
Asks pods for a `priorityClassName`. One of a PriorityClass that is `globalDefault` counts, and so does the priority
that a custom resource gives its pods or that Kueue gives a workload.

## Why
Where a node or the cluster is full, pods without a class all count the same: the scheduler preempts nothing for them,
and an experiment holds the GPU that the service needs.

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
spec: {priorityClassName: serving, containers: [{name: chat, image: "example.com/chat:1.0"}]}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: serving}
value: 1000
```

## Fix
Set `priorityClassName` to a PriorityClass of the cluster; services usually stand above training, and training above
experiments.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
- https://kueue.sigs.k8s.io/docs/concepts/workload_priority_class/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

OF_WORKLOAD = (("priorityClassName",), ("runPolicy", "schedulingPolicy", "priorityClass"))
"""Where custom resources say the priority of all their pods."""


@rule(
    "REL022",
    "priority-class-set",
    Severity.INFO,
    PODS,
    aliases="priority-class-name priorityClassNotSet",
    covers=(88,),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("priorityClassName") or pod.inventory.derive(_has_default):
        return
    thing = pod.object
    if "kueue.x-k8s.io/priority-class" in thing.labels or any(at(thing.spec, *steps) for steps in OF_WORKLOAD):
        return
    if not any(map(is_overlay, pod.containers)):
        message = "the pod has no priority over anything else"
        yield Hit(f"{pod.path}.priorityClassName", message, "set priorityClassName")


def _has_default(inventory: Inventory) -> bool:
    return any(one.manifest.get("globalDefault") is True for one in inventory.of_kind("PriorityClass"))
