"""A Service sends to a port that its pods open.

## What it does
Compares each `targetPort` (the `port` if absent) with the ports of the selected pods: a name must be the name of a
container port, a number must be among the declared ones, where any are declared.

## Why
Connections to the Service are refused although its pods are ready.

## Bad
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, labels: {app: chat}}
spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, labels: {app: chat}}
spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}
```

## Fix
Set `targetPort` to the name or number of a container port.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, Pod, at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("NET002", "service-port-is-served", Severity.ERROR, objects("Service"), aliases="invalid-target-ports")
def check(thing: Object) -> Iterator[Hit]:
    selector = mapping(thing.spec.get("selector"))
    pods = thing.inventory.select(thing.namespace, {"matchLabels": selector}) if selector else []
    for index, port in enumerate(sequence(thing.spec.get("ports"))):
        target = at(port, "targetPort")
        target = at(port, "port") if target is None else target
        for pod in pods:
            if not _opens(pod, target, headless=thing.spec.get("clusterIP") == "None"):
                message = f"{pod.object.kind} {pod.object.name} opens no port {target}"
                yield Hit(f"spec.ports[{index}].targetPort", message, "set targetPort to a port of the container")
                break


def _opens(pod: Pod, target: Any, *, headless: bool) -> bool:
    """Container ports are documentation: a pod that declares none may open any, and a headless Service is only DNS."""
    ports = [port for container in pod.containers for port in container.ports]
    if isinstance(target, str):
        return any(at(port, "name") == target for port in ports)
    return headless or not ports or any(at(port, "containerPort") == target for port in ports)
