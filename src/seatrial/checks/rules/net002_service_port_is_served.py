"""A Service sends to a port that its pods open.

## What it does
Compares each `targetPort` (the `port` if absent) with the ports of the selected pods: a name must be the name of a
container port, a number must be among the declared ones, where any are declared. An undeclared number is a warning,
since programs open ports that nobody declared. A number outside 1 to 65535 or a text that is no port's name is an
error whatever the pods say.

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

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, Pod, at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


NAME = re.compile(r"(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*")
LONGEST, MOST = 15, 65535


@rule(
    "NET002",
    "service-port-is-served",
    Severity.ERROR,
    objects("Service"),
    aliases="invalid-target-ports POP-1101 POP-1102 POP-1106",
    covers=(99,),
)
def check(thing: Object) -> Iterator[Hit]:
    selector = mapping(thing.spec.get("selector"))
    pods = thing.inventory.select(thing.namespace, {"matchLabels": selector}) if selector else []
    for index, port in enumerate(sequence(thing.spec.get("ports"))):
        target = at(port, "targetPort")
        target = at(port, "port") if target is None else target
        if not _is_port(target):
            fix = "write a number from 1 to 65535 or the name of a container port"
            yield Hit(f"spec.ports[{index}].targetPort", f"{target} is no port", fix)
            continue
        for pod in pods:
            if not _opens(pod, target, headless=thing.spec.get("clusterIP") == "None"):
                message = f"{pod.object.kind} {pod.object.name} opens no port {target}"
                severity = None if isinstance(target, str) else Severity.WARNING
                fix = "set targetPort to a port of the container"
                yield Hit(f"spec.ports[{index}].targetPort", message, fix, severity=severity)
                break


def _is_port(target: Any) -> bool:
    """Whether the API server takes it; other types are left to the schema."""
    if isinstance(target, str) and target:
        return len(target) <= LONGEST and NAME.fullmatch(target) is not None
    return not isinstance(target, int) or isinstance(target, bool) or 1 <= target <= MOST


def _opens(pod: Pod, target: Any, *, headless: bool) -> bool:
    """Container ports are documentation: a pod that declares none may open any, and a headless Service is only DNS."""
    ports = [port for container in pod.containers for port in container.ports]
    if target is None:
        return True
    if isinstance(target, str):
        return any(at(port, "name") == target for port in ports)
    return headless or not ports or any(at(port, "containerPort") == target for port in ports)
