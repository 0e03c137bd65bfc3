"""An autoscaler scales something that exists, alone.

## What it does
Looks for the `scaleTargetRef` of each HorizontalPodAutoscaler among the workloads, and for a second autoscaler on the
same one.

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

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL009",
    "autoscaler-has-target",
    Severity.ERROR,
    objects("HorizontalPodAutoscaler"),
    aliases="C-0300 dangling-horizontalpodautoscaler horizontalpodautoscaler-has-target",
)
def check(thing: Object) -> Iterator[Hit]:
    target = mapping(thing.spec.get("scaleTargetRef"))
    kind, name = text(target.get("kind")), text(target.get("name"))
    found = thing.inventory.find(kind, thing.namespace, name)
    if not thing.inventory.has(kind, thing.namespace, name):
        yield Hit(
            "spec.scaleTargetRef.name", f"the autoscaler scales {kind} {name}, which does not exist", "correct the name"
        )
    elif found and thing.inventory.autoscalers(found)[0] is not thing:
        first = thing.inventory.autoscalers(found)[0].name
        yield Hit(
            "spec.scaleTargetRef", f"autoscaler {first} scales {kind} {name} too", "put all metrics into one autoscaler"
        )
