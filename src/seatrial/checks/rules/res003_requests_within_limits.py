"""A container asks for no more than its limit.

## What it does
Compares each resource in `requests` with the same one in `limits`, and finds amounts that are no quantity.

## Why
The API server refuses the whole object, so nothing of it is updated.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {requests: {memory: 4Gi}, limits: {memory: 2Gi}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}}]}
```

## Fix
Raise the limit or lower the request.

## References
- https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("RES003", "requests-within-limits", Severity.ERROR, CONTAINERS)
def check(container: Container) -> Iterator[Hit]:
    for group, amounts in (("requests", container.requests), ("limits", container.limits)):
        for name, raw in amounts.items():
            amount, limit = quantity(raw), quantity(container.limits.get(name))
            field = f"{container.resources_path}.{group}.{name}"
            if amount is None:
                yield Hit(field, f"{raw!r} is not an amount of {name}", "write it like 500m, 2 or 16Gi")
            elif limit and amount > limit:
                message = f"container {container.name} requests {raw} {name} but is limited to {container.limits[name]}"
                yield Hit(field, message, "raise the limit or lower the request")
