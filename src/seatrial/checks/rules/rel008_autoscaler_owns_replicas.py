"""What an autoscaler scales has no fixed number of replicas.

## What it does
Finds Deployments and StatefulSets with `spec.replicas` that a HorizontalPodAutoscaler targets.

## Why
Each apply sets the number back, so at peak load a harmless change stops most of the pods.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 3, maxReplicas: 10}
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
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 3, maxReplicas: 10}
```

## Fix
Remove `spec.replicas`; the autoscaler's `minReplicas` is the floor.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "REL008",
    "autoscaler-owns-replicas",
    Severity.ERROR,
    objects("Deployment", "StatefulSet"),
    aliases="deployment-targeted-by-hpa-does-not-have-replicas-configured",
)
def check(thing: Object) -> Iterator[Hit]:
    if "replicas" in thing.spec and thing.inventory.autoscalers(thing):
        message = "both spec.replicas and an autoscaler decide how many pods run"
        yield Hit("spec.replicas", message, "remove spec.replicas")
