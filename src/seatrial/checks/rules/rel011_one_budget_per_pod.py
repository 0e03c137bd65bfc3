"""One disruption budget covers a pod.

## What it does
Finds pods that two or more PodDisruptionBudgets select.

## Why
The eviction API refuses to evict such a pod at all, so its node can never be drained.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat, labels: {app: chat}}
spec: {containers: []}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: one}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: all}
spec: {maxUnavailable: 1, selector: {}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat, labels: {app: chat}}
spec: {containers: []}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: one}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
```

## Fix
Remove one of the budgets or make its selector narrower.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule("REL011", "one-budget-per-pod", Severity.ERROR, PODS, aliases="POP-209", covers=(82,))
def check(pod: Pod) -> Iterator[Hit]:
    budgets = pod.inventory.budgets(pod)
    if len(budgets) > 1:
        names = " and ".join(sorted(budget.name for budget in budgets))
        field = f"{pod.template}.metadata.labels" if pod.template else "metadata.labels"
        yield Hit(field, f"the budgets {names} both select the pod", "keep one of them")
