"""A disruption budget says how many pods may be away.

## What it does
Asks PodDisruptionBudgets for one of `maxUnavailable` and `minAvailable`. It is an error, although the API server takes
a budget with neither: such a budget allows nothing.

## Why
A budget with neither number allows no eviction at all, so its nodes can be neither drained nor upgraded. One with both
is refused.

## Bad
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}}
```

## Good
```yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: chat}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: chat}}}
```

## Fix
Set `maxUnavailable: 1`, which fits any number of replicas.

## References
- https://kubernetes.io/docs/tasks/run-application/configure-pdb/
- https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "REL017",
    "budget-names-number",
    Severity.ERROR,
    objects("PodDisruptionBudget"),
    aliases="poddisruptionbudget-has-policy",
    covers=(81,),
)
def check(thing: Object) -> Iterator[Hit]:
    most, least = thing.spec.get("maxUnavailable"), thing.spec.get("minAvailable")
    if most is None and least is None:
        yield Hit("spec.maxUnavailable", "the budget names no number and allows no eviction", "set maxUnavailable: 1")
    elif most is not None and least is not None:
        message = "the budget has both maxUnavailable and minAvailable"
        yield Hit("spec.minAvailable", message, "remove minAvailable")
