"""Each of several ports has a name.

## What it does
Finds containers that declare more than one port and leave one without a name.

## Why
Services, probes and monitors can then name the port only by its number, and all of them have to follow when the number
changes.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "example.com/chat:1.0", ports: [{containerPort: 8080}, {containerPort: 9090}]}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: example.com/chat:1.0
      ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]
```

## Fix
Give each port a name of at most 15 characters, beginning with its protocol: `http`, `grpc`, `http-metrics`.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "OBJ005",
    "ports-have-names",
    Severity.INFO,
    CONTAINERS,
    aliases="container-ports-check POP-105 POP-108",
    covers=(100,),
)
def check(container: Container) -> Iterator[Hit]:
    if len(container.ports) > 1:
        for index, port in enumerate(container.ports):
            if isinstance(port, dict) and not at(port, "name"):
                message = f"port {at(port, 'containerPort')} of container {container.name} has no name"
                yield Hit(f"{container.path}.ports[{index}].name", message, "name it, such as http or metrics")
