"""A rollout needs no GPU that the pool does not have.

## What it does
Compares the GPUs a Deployment's rolling update adds (`maxSurge`, 25 % by default) with the spare ones, where
`maxUnavailable` comes to zero: those that its pool is known to have left, those that the declared nodes (Node objects,
limits of Karpenter NodePools) have left beside all Deployments and StatefulSets, and those that a ResourceQuota of the
namespace leaves.

## Why
The new pod waits for a GPU that only the old pod could free, and the old pod waits for the new one: the rollout never
ends.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 2
  template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 2
  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
  template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}}
```

## Fix
Set `strategy.rollingUpdate` to `{maxSurge: 0, maxUnavailable: 1}`, or keep as many GPUs spare as one pod needs.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capacity import spare
from seatrial.checks.rollout import surge_and_unavailable
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("AI009", "rollout-fits-spare-gpus", Severity.ERROR, PODS, aliases="AI009")
def check(pod: Pod) -> Iterator[Hit]:
    if pod.object.kind != "Deployment" or not pod.accelerators:
        return
    if at(pod.object.spec, "strategy", "type") == "Recreate":
        return
    least, _ = pod.inventory.replicas(pod.object)
    surge, unavailable = surge_and_unavailable(pod.object, least)
    left = spare(pod) if surge and not unavailable else None
    if left and left[0] < pod.accelerators:
        message = f"a rollout needs {pod.accelerators} more GPUs and {left[1]} {left[0]} to spare"
        yield Hit("spec.strategy.rollingUpdate", message, "set maxSurge: 0 and maxUnavailable: 1")
