"""Huge pages are asked for whole, and where the network adapter uses them.

## What it does
Refuses a container that asks for huge pages without CPU or memory, or with a request that differs from the limit. Where
nodes with EFA devices are among the objects and have set `hugepages-2Mi` aside, it warns of containers with such
devices that ask for none of them, unless `FI_EFA_USE_HUGE_PAGE` is `0`.

## Why
The API server refuses the pod, or the fabric library copies through ordinary pages and multi-node training is slower
than the adapter. The second is a warning only: libfabric runs without huge pages, and a node that has none would never
take the pod.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {hugepages-2Mi: 5Gi}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      resources: {limits: {vpc.amazonaws.com/efa: 1, hugepages-2Mi: 5Gi, memory: 64Gi}}
```

## Fix
Write equal `hugepages-2Mi` in requests and limits, with memory beside it.

## References
- https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/
- https://docs.aws.amazon.com/eks/latest/userguide/node-efa.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, quantity, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container

EFA = "vpc.amazonaws.com/efa"
PREFIX, PAGES = "hugepages-", "hugepages-2Mi"


@rule("AI044", "huge-pages", Severity.ERROR, CONTAINERS, aliases="AI044")
def check(container: Container) -> Iterator[Hit]:
    asked = {**container.limits, **container.requests}
    pages = [name for name in asked if text(name).startswith(PREFIX)]
    for name in pages:
        field = f"{container.resources_path}.limits.{name}"
        limit, request = quantity(container.limits.get(name)), quantity(container.requests.get(name))
        if limit is None or (request is not None and request != limit):
            message = f"container {container.name} asks for {name} without an equal limit"
            yield Hit(field, message, "write the same amount in requests and limits")
        elif limit and not {"cpu", "memory"} & asked.keys():
            message = f"container {container.name} asks for {name} but for no CPU or memory"
            yield Hit(f"{container.resources_path}.limits.memory", message, "set requests and limits for memory")
    if EFA in asked and not pages and container.pod.inventory.derive(_set_aside):
        if text(container.environment.get("FI_EFA_USE_HUGE_PAGE")) == "0":
            return
        message = f"container {container.name} has EFA devices and none of the huge pages that their nodes set aside"
        fix = "ask for hugepages-2Mi or set FI_EFA_USE_HUGE_PAGE to 0"
        yield Hit(f"{container.resources_path}.limits.{PAGES}", message, fix, severity=Severity.WARNING)


def _set_aside(inventory: Inventory) -> bool:
    """Whether a node with EFA devices has huge pages."""
    offers = [at(node.manifest, "status", "allocatable") for node in inventory.of_kind("Node")]
    return any(quantity(at(offer, EFA)) and quantity(at(offer, PAGES)) for offer in offers)
