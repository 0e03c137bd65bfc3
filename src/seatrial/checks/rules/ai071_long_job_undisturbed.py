"""Karpenter leaves the nodes of training jobs alone.

## What it does
Where Karpenter consolidates the nodes that a job with accelerators runs on (a NodePool of the set whose
`consolidationPolicy` is `WhenEmptyOrUnderutilized`, the default) it asks the pods for the annotation
`karpenter.sh/do-not-disrupt: "true"`. Jobs of at most an hour, by `activeDeadlineSeconds`, are left out.

## Why
Karpenter moves the pods to a cheaper node in the middle of the run, and everything since the last checkpoint is
computed again.

## Bad
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  disruption: {consolidationPolicy: WhenEmptyOrUnderutilized}
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge]}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
```

## Good
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  disruption: {consolidationPolicy: WhenEmptyOrUnderutilized}
  template:
    spec: {requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge]}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    metadata: {annotations: {karpenter.sh/do-not-disrupt: "true"}}
    spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}
```

## Fix
Set the annotation in the pod template, or `consolidationPolicy: WhenEmpty` in the NodePool.

## References
- https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.placement import open_places
from seatrial.checks.pods import Life
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.pools import Pool
    from seatrial.checks.view import Pod

ANNOTATION = "karpenter.sh/do-not-disrupt"
OLD = "karpenter.sh/do-not-evict"
SHORT = 3600


@rule("AI071", "long-job-undisturbed", Severity.WARNING, PODS, aliases="AI071")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.life is not Life.BATCH or not pod.inventory.of_kind("NodePool"):
        return
    # AI072 renames the old one.
    if pod.annotations.get(ANNOTATION) not in (None, "false") or OLD in pod.annotations or _is_short(pod):
        return
    pool = next((place.pool for place in open_places(pod) if _moves_pods(place.pool)), None)
    if pool:
        message = (
            f"NodePool {pool.object.name} may move the pods of {pod.object.kind} {pod.object.name} to cheaper nodes"
        )
        template = f"{pod.template}." if pod.template else ""
        yield Hit(f"{template}metadata.annotations.{ANNOTATION}", message, 'set the annotation to "true"')


def _moves_pods(pool: Pool) -> bool:
    if pool.object.kind != "NodePool":
        return False
    disruption = pool.object.spec.get("disruption")
    if at(disruption, "consolidateAfter") == "Never":
        return False
    return at(disruption, "consolidationPolicy") in (None, "WhenEmptyOrUnderutilized", "WhenUnderutilized")


def _is_short(pod: Pod) -> bool:
    limit = integer(at(pod.object.manifest, *pod.steps[:-2], "activeDeadlineSeconds"))
    return limit is not None and limit <= SHORT
