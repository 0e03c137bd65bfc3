"""An autoscaler keeps more than one pod of what answers requests.

## What it does
Finds HorizontalPodAutoscalers with `minReplicas` of 1, which is the default, and ScaledObjects of KEDA with
`minReplicaCount: 1`, over a workload among the files that gets requests. The least number is 2; `minimum` in the
settings of this rule asks for more. Scaling to zero is a decision and left out.

## Why
At the quietest hour one pod is left, and each drain or crash of its node is an outage, which for a model server lasts
as long as it loads its model.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, maxReplicas: 10}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 2, maxReplicas: 10}
```

## Fix
Set `minReplicas` to 2 or more. Where a second GPU at night is not worth it, ignore the finding with that reason.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import SCALERS, least_kept, target_key
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.traffic import is_asked
from seatrial.checks.view import Object, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = 2


@rule(
    "REL020",
    "autoscaler-keeps-several",
    Severity.WARNING,
    objects(*SCALERS),
    aliases="hpa-minimum-three-replicas horizontalpodautoscaler-replicas hpaMinAvailability",
    covers=(85,),
)
def check(thing: Object) -> Iterator[Hit]:
    settings = thing.inventory.context.settings.get("REL020", {})
    minimum = integer(settings.get("minimum")) or DEFAULT
    least = least_kept(thing)
    target = thing.inventory.find(*target_key(thing)) if 0 < least < minimum else None
    if target and any(map(is_asked, target.pods)):
        name = "minReplicaCount" if thing.kind == "ScaledObject" else "minReplicas"
        pods = "one pod" if least == 1 else f"{least} pods"
        message = f"at the quietest hour {pods} of {target.kind} {target.name} is all that answers"
        yield Hit(f"spec.{name}", message, f"set {name} to {minimum} or more")
