"""An autoscaler may go up.

## What it does
Finds HorizontalPodAutoscalers and ScaledObjects of KEDA whose largest number of replicas is the smallest.

## Why
Such an autoscaler never changes anything, so the load that it was written for is not answered.

## Bad
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 3, maxReplicas: 3}
```

## Good
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 3, maxReplicas: 10}
```

## Fix
Raise `maxReplicas`, or remove the autoscaler and set `replicas`.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALERS, least_kept
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL021",
    "autoscaler-has-range",
    Severity.INFO,
    objects(*SCALERS),
    aliases="hpaMaxAvailability",
    covers=(86,),
)
def check(thing: Object) -> Iterator[Hit]:
    name = "maxReplicaCount" if thing.kind == "ScaledObject" else "maxReplicas"
    most = integer(thing.spec.get(name))
    if most is not None and most == least_kept(thing):
        yield Hit(f"spec.{name}", f"the autoscaler always keeps {most} pods", f"raise {name}")
