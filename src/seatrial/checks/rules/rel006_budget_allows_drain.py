"""A disruption budget lets nodes be drained.

## What it does
Finds PodDisruptionBudgets that never allow an eviction: `maxUnavailable` of zero, a `minAvailable` of 100 %, or one
that reaches the smallest number of replicas, autoscalers considered.

## Why
The node can then be neither upgraded nor consolidated nor scaled away, until somebody deletes the pod by hand at
night.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 1, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {minAvailable: 1, selector: {matchLabels: {app: chat}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 2, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {minAvailable: 1, selector: {matchLabels: {app: chat}}}
```

## Fix
Set `maxUnavailable: 1`, which fits any number of replicas; run two replicas where one outage is too many.

## References
- https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALED, least_replicas
from seatrial.checks.rollout import scaled
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL006",
    "budget-allows-drain",
    Severity.ERROR,
    objects("PodDisruptionBudget"),
    aliases=(
        "pdb-max-unavailable pdb-min-available pdbDisruptionsIsZero pdbMinAvailableGreaterThanHPAMinReplicas POP-901 "
        "AI061"
    ),
    covers=(80,),
)
def check(thing: Object) -> Iterator[Hit]:
    most, least = thing.spec.get("maxUnavailable"), thing.spec.get("minAvailable")
    if most is not None and scaled(most, 1, up=True) == 0:
        yield Hit("spec.maxUnavailable", "the budget never allows a drain", "set maxUnavailable: 1")
    if least is None:
        return
    if least == "100%":
        message = "the budget keeps all pods, so no drain ever ends"
        yield Hit("spec.minAvailable", message, "set maxUnavailable: 1 instead")
        return
    total = _pods_kept(thing)
    # The disruption controller rounds the percentage up.
    wanted = scaled(least, total, up=True)
    if total and wanted is not None and wanted >= total:
        message = f"the budget keeps {wanted} of {total} pods, so no drain ever ends"
        yield Hit("spec.minAvailable", message, "set maxUnavailable: 1 instead")


def _pods_kept(budget: Object) -> int:
    """How many pods the budget is over at the least; 0 where that is not known."""
    selector = budget.spec.get("selector")
    pods = budget.inventory.select(budget.namespace, mapping(selector)) if isinstance(selector, dict) else []
    if any(pod.object.kind not in SCALED for pod in pods):
        return 0
    return sum(least_replicas(pod.object) for pod in pods)
