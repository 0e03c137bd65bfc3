"""Pods say which GPU they need where there are several.

## What it does
Counts the GPU models of the declared nodes (Node objects, Karpenter NodePools) that a pod may be given, and asks for a
node selector or affinity that leaves one if there are more. Pods that say something about the machine in a label whose
meaning is not known here, and pods for which a Kueue flavour chooses, are left alone.

## Why
The scheduler takes any node with a free GPU, so a model may meet one with too little memory and end, or a small job
may take the dearest one.

## Bad
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [g6.xlarge, p5.48xlarge]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [g6.xlarge, p5.48xlarge]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  nodeSelector: {node.kubernetes.io/instance-type: g6.xlarge}
  containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Choose by `nvidia.com/gpu.product`, `karpenter.k8s.aws/instance-gpu-name`, `cloud.google.com/gke-accelerator` or the
instance type.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
- https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.kueue import added_labels
from seatrial.checks.placement import chosen_labels, landing_of, says_where
from seatrial.checks.pools import pools_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Pod

GENERAL = ("kubernetes.io/", "topology.kubernetes.io/", "karpenter.sh/capacity-type", "node-role.kubernetes.io/")
"""Labels that say nothing about the GPU."""
SHOWN = 3


@rule("AI006", "gpu-type-chosen", Severity.WARNING, PODS, aliases="AI006")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.object.kind == "DaemonSet" or not says_where(pod) or added_labels(pod):
        return
    landing = landing_of(pod) if pools_of(pod.inventory).pools else None
    if not landing or not all(place.pool.exact for place in landing.open):
        return
    models = landing.models
    if len(models) < 2 or any(not label.startswith(GENERAL) for label in _not_understood(pod)):  # noqa: PLR2004
        return
    names = ", ".join(models[:SHOWN]) + (f" and {len(models) - SHOWN} more" if len(models) > SHOWN else "")
    message = f"the pod may get any of {len(models)} kinds of GPU: {names}"
    yield Hit(f"{pod.path}.nodeSelector", message, "choose the GPU by a node label")


def _not_understood(pod: Pod) -> frozenset[str]:
    """Labels that the pod asks for and that no declared pool speaks of."""
    return chosen_labels(pod) - pod.inventory.derive(_spoken_of)


def _spoken_of(inventory: Inventory) -> frozenset[str]:
    return frozenset(
        key
        for pool in pools_of(inventory).pools
        for key in (
            *(one.key for one in pool.requirements),
            *(key for shape in pool.shapes[:1] for key in shape.labels),
        )
    )
