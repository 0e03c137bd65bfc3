"""An autoscaler has a range and something to measure.

## What it does
Asks for `minReplicas` ≤ `maxReplicas`, and, where it scales on the utilization of a resource, for a request of that
resource in every container of its target.

## Why
Utilization is a share of the request; when one container has none the autoscaler measures nothing and never scales.

## Bad
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 10, maxReplicas: 3}
```

## Good
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 3, maxReplicas: 10}
```

## Fix
Put the smaller number first, and set the request of the resource on every container.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.limit_ranges import has_request
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REL010", "autoscaler-can-scale", Severity.ERROR, objects("HorizontalPodAutoscaler"))
def check(thing: Object) -> Iterator[Hit]:
    least, most = integer(thing.spec.get("minReplicas")), integer(thing.spec.get("maxReplicas"))
    if least is not None and most is not None and least > most:
        message = f"the autoscaler keeps at least {least} but at most {most} pods"
        yield Hit("spec.minReplicas", message, "write the smaller number as minReplicas")
    target = mapping(thing.spec.get("scaleTargetRef"))
    found = thing.inventory.find(text(target.get("kind")), thing.namespace, text(target.get("name")))
    for index, metric in enumerate(sequence(thing.spec.get("metrics"))):
        name = text(at(metric, "resource", "name"))
        if not found or at(metric, "resource", "target", "type") != "Utilization":
            continue
        for container in found.pods[0].containers if found.pods else ():
            if not container.init and not has_request(container, name):
                message = f"container {container.name} has no {name} request to measure utilization by"
                yield Hit(f"spec.metrics[{index}].resource", message, f"set requests.{name} on the container")
