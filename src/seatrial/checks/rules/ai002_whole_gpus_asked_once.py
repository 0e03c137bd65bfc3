"""GPUs are asked for in whole numbers, by the container that uses them.

## What it does
Finds amounts of an accelerator that are no whole number, and GPUs that a sidecar asks for besides the container that
computes: a container with `restartPolicy: Always` among the init containers, or one whose name or image says that it
watches, forwards or collects.

## Why
A device belongs to one container and is not divided by the scheduler, so a part of one is refused by the API server,
and one that a sidecar asks for stands idle. An init container may ask for the same devices, because it is over when
the others start.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 0.5}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Fix
Ask for whole devices in one container. For a part of a GPU use a pool that shares its GPUs (time-slicing, MPS, MIG).

## References
- https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
- https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import is_accelerator, quantity
from seatrial.finding import Severity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

WATCHERS = re.compile(
    r"(?:^|[/-])(?:(?:dcgm-|gpu-)?exporter|envoy|proxyv2|istio-proxy|linkerd-proxy|fluent-?bit|fluentd|vector|filebeat"
    r"|promtail|otel-collector|otc-container|opentelemetry-collector(?:-contrib)?|log-(?:shipper|collector)"
    r"|git-sync|cloud-sql-proxy|oauth2-proxy|vault-agent|tensorboard)(?:[:@]|$)"
)


@rule("AI002", "whole-gpus-asked-once", Severity.ERROR, CONTAINERS, aliases="AI002")
def check(container: Container) -> Iterator[Hit]:
    if not (container.limits or container.requests):
        return
    for name, raw in {**container.requests, **container.limits}.items():
        amount = quantity(raw) if is_accelerator(name) else None
        if not amount:
            continue
        where = "limits" if name in container.limits else "requests"
        field = f"{container.resources_path}.{where}.{name}"
        if amount.nanos % Quantity.of(1).nanos:
            message = f"container {container.name} asks for {raw} {name}"
            yield Hit(field, message, "ask for whole devices or use a pool that shares its GPUs")
        elif _watches(container) and _others_ask(container):
            message = f"sidecar {container.name} takes {raw} {name} away from the container that computes"
            fix = "leave the GPU out of the sidecar"
            yield Hit(field, message, fix, severity=Severity.WARNING)


def _watches(container: Container) -> bool:
    if container.init:
        return container.spec.get("restartPolicy") == "Always"
    return bool(WATCHERS.search(container.name) or WATCHERS.search(container.image))


def _others_ask(container: Container) -> bool:
    return any(other is not container and other.accelerators for other in container.pod.main_containers)
