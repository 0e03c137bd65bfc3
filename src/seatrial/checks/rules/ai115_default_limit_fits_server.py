"""The default memory limit of a namespace is none that a model server dies of.

## What it does
Looks at containers with an accelerator and no memory limit in a namespace whose LimitRange gives a default: it must
not be below 2Gi (setting `least`).

## Why
The default is meant for small services, so the server is killed as soon as it has loaded its libraries or a part of
its model.

## Bad
```yaml
apiVersion: v1
kind: LimitRange
metadata: {name: team, namespace: ai}
spec: {limits: [{type: Container, default: {memory: 512Mi}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai}
spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: v1
kind: LimitRange
metadata: {name: team, namespace: ai}
spec: {limits: [{type: Container, default: {memory: 512Mi}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai}
spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1, memory: 64Gi}}}]}
```

## Fix
Set `resources.limits.memory` of the container to what the server needs.

## References
- https://kubernetes.io/docs/concepts/policy/limit-range/
- https://kubernetes.io/docs/tasks/administer-cluster/manage-resources/memory-default-namespace/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.namespace_defaults import container_limits
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import mapping, quantity
from seatrial.finding import Severity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

LEAST = Quantity.parse("2Gi")


@rule("AI115", "default-limit-fits-server", Severity.WARNING, CONTAINERS, aliases="AI015")
def check(container: Container) -> Iterator[Hit]:
    pod = container.pod
    if not container.accelerators or "memory" in container.limits or pod.spec.get("resources"):
        return
    for thing, _, item in container_limits(pod.inventory, pod.namespace):
        raw = mapping(item.get("default")).get("memory", mapping(item.get("max")).get("memory"))
        default = quantity(raw)
        least = quantity(mapping(pod.inventory.context.settings.get("AI115")).get("least")) or LEAST
        if default and default < least:
            message = f"LimitRange {thing.name} gives GPU container {container.name} a memory limit of {raw}"
            yield Hit(f"{container.resources_path}.limits.memory", message, "set the memory limit of the container")
            return
