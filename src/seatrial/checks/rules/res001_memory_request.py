"""Containers say how much memory they need.

## What it does
Asks for `requests.memory` on every container. A limit counts, because the API server copies it into an absent request;
so do resources of the whole pod and the default of a LimitRange among the files, but the latter not for a container
with an accelerator, which a default for small programs would kill. Containers that only say how they differ from one
of a ServingRuntime or TrainingRuntime are left out.

## Why
The scheduler puts the pod onto a node that may have no memory left, where it is the first to be evicted. A namespace
with a quota for memory refuses it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {memory: 1Gi}}}]}
```

## Fix
Set `resources.requests.memory` to what the container uses under normal load; for a model server at least the weights
that it holds in memory while it loads.

## References
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.limit_ranges import has_request
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "RES001",
    "memory-request",
    Severity.ERROR,
    CONTAINERS,
    aliases="KSV-0016 CKV_K8S_12 C-0004 C-0269 container-resources memoryRequestsMissing POP-106",
    covers=(64,),
)
def check(container: Container) -> Iterator[Hit]:
    if has_request(container, "memory") or is_overlay(container):
        return
    message = f"container {container.name} does not say how much memory it needs"
    yield Hit(f"{container.resources_path}.requests.memory", message, "set requests.memory")
