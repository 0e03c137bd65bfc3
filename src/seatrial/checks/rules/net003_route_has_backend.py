"""Routes lead to a Service and a port that exist.

## What it does
Looks for the Service behind each backend of an Ingress or HTTPRoute, and for its port.

## Why
The address answers 503 to everyone outside.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat, port: {number: 80}}}}
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {ports: [{port: 80}]}
```

## Fix
Correct the name or the port of the backend, or add the Service.

## References
- https://kubernetes.io/docs/concepts/services-networking/ingress/
- https://gateway-api.sigs.k8s.io/api-types/httproute/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.routes import backends
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NET003",
    "route-has-backend",
    Severity.ERROR,
    objects("Ingress", "HTTPRoute"),
    aliases="C-0298 C-0302 dangling-ingress ingress-targets-service",
)
def check(thing: Object) -> Iterator[Hit]:
    for backend in backends(thing):
        namespace = backend.namespace or thing.namespace
        if not thing.inventory.has("Service", namespace, backend.service):
            message = f"the route leads to Service {backend.service}, which does not exist"
            yield Hit(backend.field, message, "correct the name or add the Service")
            continue
        service = thing.inventory.find("Service", namespace, backend.service)
        ports = sequence(service.spec.get("ports")) if service else ()
        known = [value for port in ports for value in (at(port, "port"), at(port, "name"))]
        if service and backend.port is not None and backend.port not in known:
            message = f"Service {backend.service} has no port {backend.port}"
            yield Hit(backend.field, message, "use a port of the Service")
