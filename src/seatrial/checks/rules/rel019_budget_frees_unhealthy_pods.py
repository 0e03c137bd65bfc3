"""A disruption budget does not hold pods that do not work.

## What it does
Asks PodDisruptionBudgets for `unhealthyPodEvictionPolicy: AlwaysAllow`. Kubernetes before 1.27 does not know the field,
and for it the rule is silent.

## Why
Pods that are never ready count against the budget, so an application that crashes blocks the drain of its nodes until
somebody repairs or deletes it.

## Bad
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
```

## Good
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {matchLabels: {app: chat}}}
```

## Fix
Set `unhealthyPodEvictionPolicy: AlwaysAllow`, unless pods that are not ready yet hold data that nobody else has.

## References
- https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

SINCE = 27


@rule(
    "REL019",
    "budget-frees-unhealthy-pods",
    Severity.INFO,
    objects("PodDisruptionBudget"),
    aliases="pdb-unhealthy-pod-eviction-policy",
    covers=(83,),
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return
    minor = thing.inventory.context.kubernetes.partition(".")[2].partition(".")[0]
    if minor.isdecimal() and int(minor) < SINCE:
        return
    message = "pods that are never ready block the drain of their nodes"
    yield Hit("spec.unhealthyPodEvictionPolicy", message, "set unhealthyPodEvictionPolicy: AlwaysAllow")
