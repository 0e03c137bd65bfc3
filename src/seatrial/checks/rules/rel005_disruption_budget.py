"""Replicated workloads have a disruption budget.

## What it does
Asks for a PodDisruptionBudget that selects the pods of each Deployment, StatefulSet and Rollout with two or more
replicas, autoscalers considered.

## Why
A node upgrade may drain all replicas at the same moment when nothing says how many have to stay.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
```

## Fix
Add a PodDisruptionBudget with `maxUnavailable: 1` and the selector of the workload.

## References
- https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALED, least_replicas
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "REL005",
    "disruption-budget",
    Severity.WARNING,
    PODS,
    aliases="deployment-has-poddisruptionbudget statefulset-has-poddisruptionbudget missingPodDisruptionBudget POP-206",
    covers=(79,),
    absence=True,
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.object.kind not in SCALED or pod.inventory.budgets(pod):
        return
    least = least_replicas(pod.object)
    if least > 1:
        fix = "add a PodDisruptionBudget with maxUnavailable: 1"
        yield Hit("spec.replicas", f"a drain may stop all {least} replicas at once", fix)
