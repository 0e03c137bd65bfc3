"""What an autoscaler scales has no fixed number of replicas.

## What it does
Finds workloads with `spec.replicas` that a HorizontalPodAutoscaler or a ScaledObject of KEDA targets. It is an error
where each new pod has to load a model first, and where `replicas` is 0, which switches a HorizontalPodAutoscaler off.

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
Remove `spec.replicas`; the autoscaler's `minReplicas` is the floor. `kubectl apply` takes the field's removal for the
default of 1 unless it has never managed the field, so change a running workload as the reference describes.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALED, scalers_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "REL008",
    "autoscaler-owns-replicas",
    Severity.WARNING,
    objects(*SCALED),
    aliases="deployment-targeted-by-hpa-does-not-have-replicas-configured",
    covers=(87,),
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.spec.get("replicas") is None or thing.inventory.context.live:
        return  # in a cluster the field is what the autoscaler has written
    scalers = scalers_of(thing)
    if not scalers:
        return
    is_off = thing.spec["replicas"] == 0 and scalers[0].kind == "HorizontalPodAutoscaler"
    message = "both spec.replicas and an autoscaler decide how many pods run"
    if is_off:
        message = f"spec.replicas is 0, which switches autoscaler {scalers[0].name} off"
    is_slow = any(pod.accelerators for pod in thing.pods)
    severity = Severity.ERROR if is_off or is_slow else None
    yield Hit("spec.replicas", message, "remove spec.replicas", severity=severity)
