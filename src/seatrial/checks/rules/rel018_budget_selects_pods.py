"""A disruption budget protects pods that there are.

## What it does
Looks for pods with the labels of each PodDisruptionBudget's selector. It is a warning: nothing breaks, and pods that an
operator makes from a custom resource cannot be seen in files.

## Why
The pods that the budget was written for are not protected, and a drain stops all of them at once.

## Bad
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {metadata: {labels: {app.kubernetes.io/name: chat}}, spec: {containers: []}}}
```

## Good
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, selector: {matchLabels: {app.kubernetes.io/name: chat}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {metadata: {labels: {app.kubernetes.io/name: chat}}, spec: {containers: []}}}
```

## Fix
Use labels of the pod template in `spec.selector`.

## References
- https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL018",
    "budget-selects-pods",
    Severity.WARNING,
    objects("PodDisruptionBudget"),
    aliases="POP-900",
    covers=(82,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    selector = thing.spec.get("selector")
    if not isinstance(selector, dict):
        yield Hit("spec.selector", "the budget has no selector and protects no pod", "select labels of the pods")
    elif not thing.inventory.select(thing.namespace, mapping(selector)):
        message = f"the selector of budget {thing.name} selects no pod"
        yield Hit("spec.selector", message, "use labels of the pods that shall be protected")
