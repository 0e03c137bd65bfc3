"""Containers say how much CPU they need.

## What it does
Asks for `requests.cpu` on every container. A limit counts, because the API server copies it into an absent request; so
do resources of the whole pod and the default of a LimitRange among the files. Containers that only say how they differ
from one of a ServingRuntime or TrainingRuntime are left out.

## Why
A container without a CPU request gets what the others leave, so it stands still on a busy node, and an autoscaler that
scales on CPU utilization measures nothing. A namespace with a quota for CPU refuses it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {memory: 1Gi}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {cpu: 500m, memory: 1Gi}}}]}
```

## Fix
Set `resources.requests.cpu` to what the container uses under normal load.

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
    "RES004",
    "cpu-request",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "KSV-0015 CKV_K8S_10 C-0050 C-0268 unset-cpu-requirements container-resources cpuRequestsMissing POP-106 limits"
    ),
    covers=(62,),
)
def check(container: Container) -> Iterator[Hit]:
    if has_request(container, "cpu") or is_overlay(container):
        return
    message = f"container {container.name} does not say how much CPU it needs"
    yield Hit(f"{container.resources_path}.requests.cpu", message, "set requests.cpu")
