"""Models that can be reached from outside ask who asks.

## What it does
Finds LoadBalancer and NodePort Services and Ingresses that lead straight to a model server without a key, and without
anything that speaks of authentication: an annotation, a sidecar proxy, a list of source ranges. A server's own
`--api-key` is noted too: vLLM asks for it only below `/v1`, and other paths stay open. Load balancers for the inside
are left out.

## Why
Anybody who finds the address uses the GPUs at your expense, and reads what the server logs and caches of others.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: LoadBalancer, selector: {app: chat}, ports: [{port: 80, targetPort: 8000}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: ClusterIP, selector: {app: chat}, ports: [{port: 80, targetPort: 8000}]}
```

## Fix
Use ClusterIP behind a gateway that authenticates, and let it pass on only the paths that clients need.

## References
- https://docs.vllm.ai/en/latest/usage/security.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.authentication import proxy_asks, route_asks
from seatrial.checks.exposure import is_public, pods_behind
from seatrial.checks.routes import backends
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import serving
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.servers import Server
    from seatrial.checks.view import Object

OUTSIDE = ("LoadBalancer", "NodePort")


@rule("AI092", "model-api-asks-who", Severity.ERROR, objects("Service", "Ingress"), aliases="AI092")
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "Service":
        kind = thing.spec.get("type")
        if kind in OUTSIDE and is_public(thing) and not thing.spec.get("loadBalancerSourceRanges"):
            server = _behind(thing)
            if server:
                yield _hit("spec.type", f"a {kind} leads", server, None)
    elif is_public(thing) and not route_asks(thing):
        for backend in backends(thing):
            service = thing.inventory.find("Service", thing.namespace, backend.service)
            server = _behind(service) if service else None
            if server:
                # What the controller itself asks of everybody is not written in the Ingress.
                yield _hit(backend.field, "the Ingress leads", server, Severity.WARNING)
                return


def _hit(field: str, what: str, server: Server, severity: Severity | None) -> Hit:
    name = server.program.name
    fix = "put a gateway that authenticates in front, and use ClusterIP"
    if server.says("key"):
        message = f"{what} to {name}, whose key guards a part of its paths only"
        return Hit(field, message, fix, severity=Severity.INFO)
    return Hit(field, f"{what} to {name}, which answers anybody", fix, severity=severity)


def _behind(service: Object) -> Server | None:
    for pod in pods_behind(service):
        if not proxy_asks(pod):
            for container in pod.main_containers:
                server = serving(container)
                if server:
                    return server
    return None
