"""Interfaces that ask nobody who he is are not reachable from outside.

## What it does
Knows programs that let in whoever reaches them (MLflow, TensorBoard, Flink, Qdrant, Prometheus, Argo Workflows in
server mode, …), reads from flags and environment whether they were closed, and finds Services of type LoadBalancer and
NodePort and Ingresses that lead to them. A load balancer with a public address is an error; a node's port and an
Ingress without a sign of authentication are a warning.

## Why
Addresses of clouds are searched for these programs all the time, and who finds one reads, changes or runs what it
manages without a password.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: mlflow, labels: {app: mlflow}}
spec: {containers: [{name: mlflow, image: "ghcr.io/mlflow/mlflow:v3.6.0", command: [mlflow, server]}]}
---
apiVersion: v1
kind: Service
metadata: {name: mlflow}
spec: {type: LoadBalancer, selector: {app: mlflow}, ports: [{port: 5000}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: mlflow, labels: {app: mlflow}}
spec: {containers: [{name: mlflow, image: "ghcr.io/mlflow/mlflow:v3.6.0", command: [mlflow, server]}]}
---
apiVersion: v1
kind: Service
metadata: {name: mlflow}
spec: {type: ClusterIP, selector: {app: mlflow}, ports: [{port: 5000}]}
```

## Fix
Make the Service `ClusterIP` and reach it with `kubectl port-forward`, or put a proxy that authenticates in front, or
switch on the program's own authentication.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
- https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/
- https://qdrant.tech/documentation/guides/security/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import is_public, routes_to, services_of
from seatrial.checks.open_interfaces import leads_to, open_interface
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, Object, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.open_interfaces import Interface

GUARDS = ("auth", "oauth", "middlewares", "whitelist", "allowlist", "inbound-cidrs", "verify-client")
"""Parts of the names of an Ingress's annotations that keep strangers out."""
FIX = "make the Service ClusterIP or put a proxy that authenticates in front"


@rule("POD043", "no-open-interface", Severity.ERROR, CONTAINERS, aliases="C-0021 C-0274", covers=(45,))
def check(container: Container) -> Iterator[Hit]:
    interface = None if container.init else open_interface(container)
    if interface:
        for service in services_of(container.pod):
            if leads_to(service, container):
                yield from _ways_in(service, interface)


def _ways_in(service: Object, interface: Interface) -> Iterator[Hit]:
    said = f"lets anybody {interface.lets} in {interface.name}"
    kind = service.spec.get("type")
    if kind == "LoadBalancer" and is_public(service) and not _is_narrow(service):
        yield Hit("spec.type", f"the load balancer of Service {service.name} {said}", FIX, object=service)
    elif kind == "NodePort":
        message = f"Service {service.name} opens a port of every node and {said}"
        yield Hit("spec.type", message, FIX, object=service, severity=Severity.WARNING)
    for route, backend in routes_to(service):
        # Policies of a Gateway are attached from outside the HTTPRoute.
        if route.kind == "Ingress" and is_public(route) and not _is_guarded(route):
            message = f"Ingress {route.name} {said}"
            yield Hit(f"{backend.field}.name", message, FIX, object=route, severity=Severity.WARNING)


def _is_narrow(service: Object) -> bool:
    """Whether the load balancer answers to some addresses only."""
    ranges = sequence(service.spec.get("loadBalancerSourceRanges"))
    return bool(ranges) and "0.0.0.0/0" not in ranges


def _is_guarded(ingress: Object) -> bool:
    return any(guard in str(name) for name in ingress.annotations for guard in GUARDS)
