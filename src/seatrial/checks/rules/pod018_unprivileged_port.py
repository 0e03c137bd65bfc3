"""Containers listen on ports that every user may open.

## What it does
Finds a `containerPort` below 1024, unless the pod lowers `net.ipv4.ip_unprivileged_port_start` to it.

## Why
Where the node's container runtime leaves Linux as it is, a process that is not root cannot open such a port, and the
container runs as root only for that. The number that clients see is the Service's.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.0", ports: [{containerPort: 80}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.0", ports: [{containerPort: 8080}]}]}
```

## Fix
Let the program listen on a port from 1024, and point the Service's `targetPort` there.

## References
- https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
- https://man7.org/linux/man-pages/man7/ip.7.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, Pod, at, integer, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = 1024
START = "net.ipv4.ip_unprivileged_port_start"


@rule("POD018", "unprivileged-port", Severity.INFO, CONTAINERS, aliases="KSV-0117 privileged-ports", covers=(18,))
def check(container: Container) -> Iterator[Hit]:
    for index, port in enumerate(container.ports):
        number = integer(at(port, "containerPort"))
        if number and 0 < number < FIRST and number < _first_free(container.pod) and not is_node_agent(container.pod):
            field = f"{container.path}.ports[{index}].containerPort"
            message = f"container {container.name} listens on port {number}, which is root's"
            yield Hit(field, message, f"listen on a port from {FIRST} and keep {number} in the Service")


def _first_free(pod: Pod) -> int:
    """The first port that every user of the pod may open."""
    for sysctl in sequence(pod.security.get("sysctls")):
        value = text(at(sysctl, "value"))
        if at(sysctl, "name") == START and value.isdecimal() and len(value) <= len(str(FIRST)):
            return int(value)
    return FIRST
