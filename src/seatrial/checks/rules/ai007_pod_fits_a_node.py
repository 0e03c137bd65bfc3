"""Some node has as many GPUs as the pod asks for.

## What it does
Compares what a pod asks of each accelerator, init containers and sidecars counted, with the largest node that its node
selector and affinity leave among the declared ones (Node objects, Karpenter NodePools). It says nothing where nodes
may come from elsewhere: managed node groups of a cloud, instance types that are not known.

## Why
A pod is never split over nodes, so this one stays Pending for ever, and no autoscaler adds a node for it.

## Bad
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [g6.12xlarge]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}
```

## Good
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [g6.12xlarge]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 4}}}]}
```

## Fix
Ask for as many GPUs as a node has and spread the work over several pods, or declare a larger node.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
- https://karpenter.sh/docs/concepts/scheduling/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.placement import asked_of, places_of, says_where
from seatrial.checks.pools import pools_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule("AI007", "pod-fits-a-node", Severity.ERROR, PODS, aliases="AI007", absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.object.kind == "DaemonSet" or not says_where(pod):
        return
    if not pools_of(pod.inventory).closed:
        return
    places = places_of(pod)
    for name, count in asked_of(pod).items():
        largest = max(
            (place.shape for place in places if place.shape.resource == name), key=lambda one: one.devices, default=None
        )
        if largest and count > largest.devices:
            message = (
                f"the pod asks for {count} {name} and the largest node for it, {largest.name}, has {largest.devices}"
            )
            yield Hit(_field(pod, name), message, f"ask for {largest.devices} at most or declare a larger node")


def _field(pod: Pod, name: str) -> str:
    """The container that asks for the most."""
    asking = [(quantity(each.limits.get(name)), each) for each in pod.containers]
    known = [(amount.units, each) for amount, each in asking if amount]
    container = max(known, key=lambda one: one[0])[1] if known else pod.containers[0]
    return f"{container.resources_path}.limits.{name}"
