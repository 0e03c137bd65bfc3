"""A disruption budget lets nodes be drained.

## What it does
Finds PodDisruptionBudgets that never allow an eviction: `maxUnavailable` of zero, or a `minAvailable` that reaches
the smallest number of replicas.

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

from seatrial.checks.rollout import scaled
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import REPLICATED, Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL006",
    "budget-allows-drain",
    Severity.ERROR,
    objects("PodDisruptionBudget"),
    aliases=(
        "pdb-max-unavailable pdb-min-available pdbDisruptionsIsZero pdbMinAvailableGreaterThanHPAMinReplicas AI061"
    ),
)
def check(thing: Object) -> Iterator[Hit]:
    pods = thing.inventory.select(thing.namespace, mapping(thing.spec.get("selector")))
    total = sum(thing.inventory.replicas(pod.object)[0] for pod in pods if pod.object.kind in REPLICATED)
    most, least = thing.spec.get("maxUnavailable"), thing.spec.get("minAvailable")
    # The disruption controller rounds both percentages up.
    if most is not None and scaled(most, total or 1, up=True) == 0:
        yield Hit("spec.maxUnavailable", "the budget never allows a drain", "set maxUnavailable: 1")
    wanted = scaled(least, total, up=True)
    if total and wanted is not None and wanted >= total:
        message = f"the budget keeps {wanted} of {total} pods, so no drain ever ends"
        yield Hit("spec.minAvailable", message, "set maxUnavailable: 1 instead")
