"""An autoscaler scales something that exists, alone.

## What it does
Looks for the `scaleTargetRef` of each HorizontalPodAutoscaler, and of each ScaledObject of KEDA, among the workloads,
and for a second autoscaler on the same one.

## Why
An autoscaler without a target does nothing and says so only in its status, and two on one target undo each other's
work.

## Bad
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chta}, maxReplicas: 10}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, maxReplicas: 10}
```

## Fix
Correct `scaleTargetRef`, or remove the autoscaler that is too many; one may have several metrics.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALERS, scalers_of, target_key
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "REL009",
    "autoscaler-has-target",
    Severity.ERROR,
    objects(*SCALERS),
    aliases="C-0300 dangling-horizontalpodautoscaler horizontalpodautoscaler-has-target POP-600",
    covers=(84,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    kind, namespace, name = target_key(thing)
    if not thing.inventory.has(kind, namespace, name):
        message = f"the autoscaler scales {kind} {name}, which does not exist"
        yield Hit("spec.scaleTargetRef.name", message, "correct the name")
        return
    found = thing.inventory.find(kind, namespace, name)
    scalers = scalers_of(found) if found else ()
    first = next(iter(scalers), thing)
    if first is not thing and thing in scalers:
        message = f"{first.kind} {first.name} scales {kind} {name} too"
        yield Hit("spec.scaleTargetRef", message, "put all metrics into one autoscaler")
