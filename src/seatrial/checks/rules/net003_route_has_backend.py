"""Routes lead to a Service and a port that exist.

## What it does
Looks for the Service behind each backend of an Ingress or of a route of the Gateway API, and for its port. A Service
that a controller makes of a custom resource of that name (KServe, KubeRay, …) is taken to exist, and so is an action
that an annotation of the AWS load balancer controller describes.

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

from seatrial.checks.operators import is_made
from seatrial.checks.routes import backends
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTION = "use-annotation"


@rule(
    "NET003",
    "route-has-backend",
    Severity.ERROR,
    objects("Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"),
    aliases=("C-0298 C-0302 dangling-ingress ingress-targets-service POP-1400 POP-1401 POP-1402 POP-1403 POP-1404"),
    covers=(101, 102),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    for backend in backends(thing):
        namespace = backend.namespace or thing.namespace
        if not thing.inventory.has("Service", namespace, backend.service):
            if not backend.service or backend.port == ACTION or is_made(thing.inventory, namespace, [backend.service]):
                continue
            message = f"the route leads to Service {backend.service}, which does not exist"
            yield Hit(backend.field, message, "correct the name or add the Service")
            continue
        service = thing.inventory.find("Service", namespace, backend.service)
        ports = sequence(service.spec.get("ports")) if service else ()
        known = [value for port in ports for value in (at(port, "port"), at(port, "name"))]
        if service and isinstance(backend.port, (int, str)) and backend.port not in known:
            message = f"Service {backend.service} has no port {backend.port}"
            yield Hit(backend.field, message, "use a port of the Service")
