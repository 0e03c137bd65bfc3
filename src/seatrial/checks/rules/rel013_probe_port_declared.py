"""Probes ask a port that their container declares.

## What it does
Looks up the port of each probe, and of each hook that calls over HTTP, among the ports of the same container. A name
that is not there is an error, also where another container of the pod has it. A number works without being declared,
so it is a note, and a warning where another container of the pod declares it.

## Why
The kubelet finds a named port only in the container itself, so such a probe fails for ever: the pod never gets
requests, or is restarted again and again.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          ports: [{name: http, containerPort: 8080}]
          livenessProbe: {httpGet: {path: /healthz, port: health}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          ports: [{name: http, containerPort: 8080}, {name: health, containerPort: 8081}]
          livenessProbe: {httpGet: {path: /healthz, port: health}}
```

## Fix
Declare the port under `ports` of the container, or correct its name in the probe.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import OPERATED
from seatrial.checks.view import Container, at, integer, mapping
from seatrial.edit import Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBES = (("startupProbe",), ("readinessProbe",), ("livenessProbe",))
HOOKS = (("lifecycle", "postStart"), ("lifecycle", "preStop"))


@rule(
    "REL013",
    "probe-port-declared",
    Severity.ERROR,
    CONTAINERS,
    aliases="liveness-port readiness-port startup-port",
    covers=(73,),
)
def check(container: Container) -> Iterator[Hit]:
    for steps in (*PROBES, *HOOKS):
        asked = mapping(at(container.spec, *steps))
        for handler in ("httpGet", "tcpSocket", "grpc") if asked else ():
            target = mapping(asked.get(handler))
            if target.get("port") is not None and not target.get("host"):
                yield from _of_port(container, target["port"], (*steps, handler, "port"))


def _of_port(container: Container, port: Any, steps: tuple[str, ...]) -> Iterator[Hit]:
    field, who = f"{container.path}.{'.'.join(steps)}", f"{steps[-3]} of container {container.name}"
    if isinstance(port, str) and port.isdecimal():
        edits = (Edit(container.to(*steps), int(port)),)
        yield Hit(field, f"{who} asks port {port!r}, which is a name", f"write {port} without quotes", edits=edits)
    elif isinstance(port, str):
        # An operator may add the ports to a container that is only laid over its own.
        if not any(at(one, "name") == port for one in container.ports) and not _is_completed(container):
            owner = next((c.name for c in container.pod.containers if _declares(c, "name", port)), "")
            but = f"container {owner} has" if owner else "nobody declares"
            yield Hit(field, f"{who} asks port {port}, which {but}", "declare the port in the container itself")
    elif integer(port) is not None and not _declares(container, "containerPort", port):
        owner = next((c.name for c in container.pod.containers if _declares(c, "containerPort", port)), "")
        if owner:
            message = f"{who} asks port {port}, which is of container {owner}"
            yield Hit(field, message, "ask a port of the container itself", severity=Severity.WARNING)
        elif container.ports and not _is_completed(container):
            message = f"{who} asks port {port}, which the container does not declare"
            yield Hit(field, message, "declare the port, or correct its number", severity=Severity.INFO)


def _declares(container: Container, key: str, value: Any) -> bool:
    return any(at(port, key) == value for port in container.ports)


def _is_completed(container: Container) -> bool:
    """Whether something adds to the container what is not written: an operator to one that names no image."""
    if container.pod.object.kind in OPERATED or is_overlay(container):
        return True
    return not container.image and "." in container.pod.object.key.group
