"""A workload selects the pods it makes.

## What it does
Compares `spec.selector` with the labels of `spec.template`.

## Why
The API server refuses the object, so nothing of it is updated.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, template: {metadata: {labels: {app: chatt}}, spec: {containers: []}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
```

## Fix
Give the template the labels of the selector. The selector of an existing workload cannot be changed.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.selector import selects
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "OBJ002",
    "selector-matches-template",
    Severity.ERROR,
    objects("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"),
    aliases=(
        "C-0296 mismatching-selector deployment-pod-selector-labels-match-template-metadata-labels "
        "statefulset-pod-selector-labels-match-template-metadata-labels POP-508"
    ),
    covers=(97,),
)
def check(thing: Object) -> Iterator[Hit]:
    selector = mapping(thing.spec.get("selector"))
    for pod in thing.pods:
        if not selector or not selects(selector, pod.labels):
            message = f"{thing.kind} {thing.name} does not select the pods it makes"
            yield Hit("spec.selector", message, "give the template the labels of the selector")
