"""The ports of a pod are different ones.

## What it does
Finds two containers of a pod that declare the same port and protocol, one container that declares it twice, and a name
that two ports of the pod share. Init containers run before the others and are left out, sidecars among them are not.

## Why
Containers of a pod share one network, so the second program finds its port taken and is restarted for ever; of two
ports of one name a Service takes the first it finds.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - {name: chat, image: "example.com/chat:1.0", ports: [{name: http, containerPort: 8080}]}
    - {name: docs, image: "example.com/docs:1.0", ports: [{name: docs, containerPort: 8080}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - {name: chat, image: "example.com/chat:1.0", ports: [{name: http, containerPort: 8080}]}
    - {name: docs, image: "example.com/docs:1.0", ports: [{name: docs, containerPort: 8081}]}
```

## Fix
Give one of them another port or name; remove a port that is declared twice.

## References
- https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, integer, text
from seatrial.edit import REMOVE, Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod


@rule("OBJ006", "ports-are-distinct", Severity.ERROR, PODS, aliases="container-ports-check", covers=(100,))
def check(pod: Pod) -> Iterator[Hit]:
    numbers: dict[tuple[int, str], tuple[Container, object]] = {}
    names: dict[str, Container] = {}
    for container in pod.containers:
        if not container.ports or (container.init and container.spec.get("restartPolicy") != "Always"):
            continue
        if is_overlay(container):
            continue
        for index, port in enumerate(container.ports):
            field = f"{container.path}.ports[{index}]"
            number, protocol = integer(at(port, "containerPort")), text(at(port, "protocol")) or "TCP"
            if number is not None:
                first, written = numbers.setdefault((number, protocol), (container, port))
                if first is not container:
                    message = f"containers {first.name} and {container.name} both declare port {number}/{protocol}"
                    yield Hit(f"{field}.containerPort", message, "give one of them another port")
                elif written is not port:
                    same = written == port
                    edits = (Edit(container.to("ports", index), REMOVE),) if same else ()
                    message = f"container {container.name} declares port {number}/{protocol} twice"
                    severity = Severity.WARNING
                    yield Hit(f"{field}.containerPort", message, "remove one of them", severity=severity, edits=edits)
                    if same:
                        continue
            name = text(at(port, "name"))
            if name and name in names:
                message = f"two ports of the pod are called {name}"
                yield Hit(f"{field}.name", message, "give one of them another name")
            names.setdefault(name, container)
