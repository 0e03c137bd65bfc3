"""Containers open no port of their node.

## What it does
Refuses `hostPort`.

## Why
A node port taken by one pod keeps every second replica off that node, and it answers from outside past Services and
NetworkPolicies.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", ports: [{containerPort: 8080, hostPort: 80}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", ports: [{containerPort: 8080}]}]}
```

## Fix
Remove `hostPort` and put a Service in front.

## References
- https://kubernetes.io/docs/concepts/configuration/overview/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("POD009", "no-host-port", Severity.ERROR, CONTAINERS, aliases="KSV-0024 CKV_K8S_26 C-0044 C-0204 hostPortSet")
def check(container: Container) -> Iterator[Hit]:
    for index, port in enumerate(container.ports):
        if integer(at(port, "hostPort")):
            field = f"{container.path}.ports[{index}].hostPort"
            yield Hit(
                field, f"container {container.name} takes a port of its node", "remove hostPort and use a Service"
            )
