"""Containers request as much as their limits allow.

## What it does
Compares the requests of CPU, memory and ephemeral storage with the limits of the same container; an absent request
equals the limit, because the API server copies it. The rule is an opinion and off unless it is asked for: it buys
safety with capacity that stays idle most of the time.

## Why
A container that may use more than it has requested lives on what its neighbours do not need, and is stopped or evicted
when they do. Pods whose CPU and memory requests equal their limits are of the class Guaranteed, and are the last to be
evicted.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 4Gi}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {requests: {cpu: 1, memory: 4Gi}, limits: {cpu: 1000m, memory: 4Gi}}}]}
```

## Fix
Raise the request to the limit, or lower the limit to the request.

## References
- https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "RES006",
    "requests-equal-limits",
    Severity.INFO,
    CONTAINERS,
    aliases=(
        "container-resource-requests-equal-limits container-cpu-requests-equal-limits "
        "container-memory-requests-equal-limits container-ephemeral-storage-request-equals-limit"
    ),
    covers=(66, 67),
    opt_in=True,
)
def check(container: Container) -> Iterator[Hit]:
    for name in ("cpu", "memory", "ephemeral-storage"):
        asked, allowed = quantity(container.requests.get(name)), quantity(container.limits.get(name))
        # More than the limit is RES003.
        if asked is not None and (allowed is None or asked < allowed):
            limit = f"is limited to {container.limits[name]}" if allowed else "has no limit"
            message = f"container {container.name} requests {container.requests[name]} {name} but {limit}"
            yield Hit(f"{container.resources_path}.requests.{name}", message, "make the request equal to the limit")
