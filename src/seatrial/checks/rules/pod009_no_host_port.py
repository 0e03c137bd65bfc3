"""Containers open no port of their node.

## What it does
Refuses `hostPort`. Pods in the node's network are left out, for which the API server fills the field in, and so are
the agents that serve a node.

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

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD009",
    "no-host-port",
    Severity.WARNING,
    CONTAINERS,
    aliases="KSV-0024 CKV_K8S_26 C-0044 C-0204 hostPortSet",
    covers=(17,),
)
def check(container: Container) -> Iterator[Hit]:
    for index, port in enumerate(container.ports):
        number = integer(at(port, "hostPort"))
        if number and container.pod.spec.get("hostNetwork") is not True and not is_node_agent(container.pod):
            field = f"{container.path}.ports[{index}].hostPort"
            message = f"container {container.name} takes port {number} of its node"
            yield Hit(field, message, "remove hostPort and use a Service")
