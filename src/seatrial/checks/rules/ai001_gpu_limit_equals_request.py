"""GPUs are asked for in limits, in whole numbers.

## What it does
Looks at every accelerator resource (`nvidia.com/gpu`, MIG profiles, `amd.com/gpu`, TPU, Neuron): it must stand in
`limits`, be a whole number, and a request must be equal.

## Why
A device cannot be overbooked or divided by the scheduler, so the API server refuses the pod.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {requests: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Fix
Write the GPUs in `limits` only, as a whole number. For a part of a GPU use a pool that shares them (time-slicing,
MPS, MIG).

## References
- https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, is_accelerator, quantity
from seatrial.finding import Severity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("AI001", "gpu-limit-equals-request", Severity.ERROR, CONTAINERS, aliases="AI001 AI002")
def check(container: Container) -> Iterator[Hit]:
    for name in dict.fromkeys((*container.limits, *container.requests)):
        if not is_accelerator(name):
            continue
        limit, request = quantity(container.limits.get(name)), quantity(container.requests.get(name))
        path = f"{container.path}.resources"
        if limit is None or (request is not None and request != limit):
            message = f"container {container.name} requests {name} without an equal limit"
            yield Hit(f"{path}.limits.{name}", message, "write the number in limits and leave requests out")
        elif limit.nanos % Quantity.of(1).nanos:
            message = f"container {container.name} asks for a part of a {name}"
            yield Hit(f"{path}.limits.{name}", message, "ask for whole devices, or use a pool that shares its GPUs")
