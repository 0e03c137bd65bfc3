"""Devices are asked for in limits.

## What it does
Looks at every extended resource (`nvidia.com/gpu`, MIG profiles, `amd.com/gpu`, TPUs, fabric adapters): it must stand
in `limits`, and a request beside it must be equal.

## Why
A device cannot be overbooked, so the API server refuses a pod that requests one without the same limit.

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
Write the devices in `limits`; `requests` may be left out or say the same.

## References
- https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, quantity, split_path, text
from seatrial.edit import Edit
from seatrial.finding import Severity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("AI001", "gpu-limit-equals-request", Severity.ERROR, CONTAINERS, aliases="AI001")
def check(container: Container) -> Iterator[Hit]:
    for name, raw in container.requests.items():
        # Everything with a domain but Kubernetes' own names is an extended resource.
        if "/" not in text(name) or "kubernetes.io/" in name:
            continue
        limit, request = quantity(container.limits.get(name)), quantity(raw)
        if request is None or limit == request:
            continue
        field = f"{container.resources_path}.limits.{name}"
        if name in container.limits:
            message = f"container {container.name} requests {raw} {name} and has a limit of {container.limits[name]}"
            yield Hit(field, message, "write the same number in both or leave requests out")
        else:
            message = f"container {container.name} requests {name} without a limit"
            whole = not request.nanos % Quantity.of(1).nanos
            edits = (Edit((*split_path(container.resources_path), "limits", name), raw),) if whole else ()
            yield Hit(field, message, f"set the limit to {raw} too", edits=edits)
