"""Pods in a namespace with a quota say what they ask.

## What it does
Where a ResourceQuota counts CPU or memory, every container of a pod with an accelerator, init containers included,
must say the request or limit that is counted, by itself or by a default of a LimitRange. Quotas with scopes, which
count only some pods, and pods that an operator completes are left out.

## Why
The API server refuses the pods, and nothing but an event on the ReplicaSet or the Job says so.

## Bad
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.memory: 320Gi, requests.nvidia.com/gpu: 16}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: ai}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.memory: 320Gi, requests.nvidia.com/gpu: 16}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: ai}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}, requests: {memory: 64Gi}}}]}
```

## Fix
Write the request or limit that the message names, or add a LimitRange with defaults to the namespace.

## References
- https://kubernetes.io/docs/concepts/policy/resource-quotas/
- https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.namespace_defaults import defaults
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container, Object, Pod

COUNTED = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}
"""What a quota counts → where a container says it."""
BUILT_IN = frozenset({"", "apps", "batch"})


@rule("AI015", "quota-lets-pods-in", Severity.ERROR, PODS, aliases="AI015")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.object.key.group not in BUILT_IN or mapping(pod.spec.get("resources")):
        return
    counted = pod.inventory.derive(_counted).get(pod.namespace)
    if not counted:
        return
    default = defaults(pod.inventory, pod.namespace)
    for container in pod.containers:
        for (part, name), quota in counted.items():
            if not _says(container, part, name, default):
                message = (
                    f"ResourceQuota {quota.name} counts {name} and container {container.name} has no {part[:-1]} for it"
                )
                yield Hit(f"{container.resources_path}.{part}.{name}", message, f"write {part}.{name}")


def _says(container: Container, part: str, name: str, default: dict[str, set[str]]) -> bool:
    """A limit is also a request, be it written or a default."""
    if name in container.limits or name in default["limits"]:
        return True
    return part == "requests" and (name in container.requests or name in default["requests"])


def _counted(inventory: Inventory) -> dict[str, dict[tuple[str, str], Object]]:
    """Namespace → what its quotas without scopes count, and which quota does."""
    found: dict[str, dict[tuple[str, str], Object]] = {}
    for quota in inventory.of_kind("ResourceQuota"):
        if not quota.spec.get("scopes") and not quota.spec.get("scopeSelector"):
            for name in mapping(quota.spec.get("hard")):
                if name in COUNTED:
                    found.setdefault(quota.namespace, {}).setdefault(COUNTED[name], quota)
    return found
