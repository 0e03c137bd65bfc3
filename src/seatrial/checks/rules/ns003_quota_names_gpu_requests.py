"""GPU quotas limit requests.

## What it does
Finds quotas that name an extended resource in any other way than `requests.<resource>`.

## Why
Devices cannot be overbooked, so the API server knows only `requests.` for them and refuses the quota, which then
limits nothing.

## Bad
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec: {hard: {limits.nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec: {hard: {requests.nvidia.com/gpu: 8}}
```

## Fix
Write `requests.nvidia.com/gpu`.

## References
- https://kubernetes.io/docs/concepts/policy/resource-quotas/#resource-quota-for-extended-resources
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, is_accelerator, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("NS003", "quota-names-gpu-requests", Severity.ERROR, objects("ResourceQuota"), aliases="AI014")
def check(thing: Object) -> Iterator[Hit]:
    for name in mapping(thing.spec.get("hard")):
        resource = text(name).removeprefix("limits.")
        if is_accelerator(resource):
            message = f"a quota cannot limit {name}"
            yield Hit(f"spec.hard.{name}", message, f"write requests.{resource}")
