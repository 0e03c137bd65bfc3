"""Huge pages are asked for whole, and where the network adapter uses them.

## What it does
Refuses a container that asks for huge pages without CPU or memory, or with a request that differs from the limit. Tells
of containers with EFA devices that ask for no `hugepages-2Mi`, unless `FI_EFA_USE_HUGE_PAGE` is `0`.

## Why
The API server refuses the pod, or the fabric library copies through ordinary pages and multi-node training is slower
than the adapter. The second is only noted: libfabric runs without huge pages.

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
from seatrial.checks.view import quantity, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

EFA = "vpc.amazonaws.com/efa"
PREFIX = "hugepages-"


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
    if EFA in asked and not pages and text(container.environment.get("FI_EFA_USE_HUGE_PAGE")) != "0":
        message = f"container {container.name} has EFA devices but no huge pages for their buffers"
        fix = "ask for hugepages-2Mi or set FI_EFA_USE_HUGE_PAGE to 0"
        yield Hit(f"{container.resources_path}.limits.hugepages-2Mi", message, fix, severity=Severity.INFO)
