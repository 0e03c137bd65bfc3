"""The cluster serves the usage of its pods and nodes.

## What it does
Looks for the metrics API when the cluster has autoscalers.

## Why
An autoscaler without metrics keeps the replicas as they are, and `kubectl top` and the checks of usage have nothing
to say.

## Bad
```yaml
# context: {live: true}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu}}]}
```

## Good
```yaml
# context: {live: true}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu}}]}
---
apiVersion: metrics.k8s.io/v1beta1
kind: NodeMetrics
metadata: {name: a}
```

## Fix
Install metrics-server.

## References
- https://github.com/kubernetes-sigs/metrics-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.checks.view import at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory


@rule(
    "LIVE014",
    "metrics-are-served",
    Severity.INFO,
    EVERYTHING,
    aliases="POP-402",
    covers=(160,),
    live=True,
)
def check(inventory: Inventory) -> Iterator[Hit]:
    if inventory.of_kind("PodMetrics") or inventory.of_kind("NodeMetrics"):
        return
    for thing in inventory.of_kind("HorizontalPodAutoscaler"):
        if any(at(metric, "type") == "Resource" for metric in sequence(thing.spec.get("metrics"))):
            yield Hit(
                "spec.metrics", "nothing in the cluster serves cpu and memory usage", "install metrics-server", thing
            )
            return
