"""What containers use fits what they asked for.

## What it does
Compares the usage that the metrics API reports with requests and limits: memory near its limit, memory far above the
request, and requests of which hardly anything is used.

## Why
A container near its limit is the next to be killed; memory far above the request overbooks the node; and what is
asked for and not used is paid for.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: a}
spec: {containers: [{name: web, image: a, resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}}]}
---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: {name: web, namespace: a}
containers: [{name: web, usage: {cpu: 10m, memory: 1000Mi}}]
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: a}
spec: {containers: [{name: web, image: a, resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}}]}
---
apiVersion: metrics.k8s.io/v1beta1
kind: PodMetrics
metadata: {name: web, namespace: a}
containers: [{name: web, usage: {cpu: 10m, memory: 600Mi}}]
```

## Fix
Set requests to what is used in a busy hour, and the memory limit above its peak.

## References
- https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, quantity, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

NEAR, FAR_ABOVE, HARDLY = 0.9, 2, 0.1
SMALL = 2**30
"""Bytes; below that nothing is to be saved."""


@rule(
    "LIVE006",
    "usage-fits-requests",
    Severity.WARNING,
    objects("PodMetrics"),
    aliases=(
        "POP-109 POP-110 POP-111 POP-112 POP-503 POP-504 POP-505 POP-506 POP-602 POP-603 POP-604 POP-605 "
        "POP-709 POP-710"
    ),
    covers=(69,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    pod = thing.inventory.find("Pod", thing.namespace, thing.name)
    if pod is None or not pod.pods:
        return
    known = {container.name: container for container in pod.pods[0].containers}
    for index, raw in enumerate(sequence(thing.manifest.get("containers"))):
        container, used = known.get(text(at(raw, "name"))), quantity(at(raw, "usage", "memory"))
        if container is None or used is None:
            continue
        limit, request = quantity(container.limits.get("memory")), quantity(container.requests.get("memory"))
        field = f"containers[{index}].usage.memory"
        if limit and used.units > limit.units * NEAR:
            yield Hit(field, f"container {container.name} uses {used} of its limit of {limit}", "raise the limit")
        elif request and used.units > request.units * FAR_ABOVE:
            yield Hit(field, f"container {container.name} uses {used} and asked for {request}", "raise the request")
        elif request and request.units > SMALL and used.units < request.units * HARDLY:
            message = f"container {container.name} uses {used} of the {request} it asked for"
            yield Hit(field, message, "lower the request", severity=Severity.INFO)
