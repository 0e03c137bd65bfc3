"""What leads from outside to a service: an Ingress or an HTTPRoute; load balancers are Services of their own type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.probes import ports_of
from seatrial.compiler.work import services_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.services import Service

MARGIN = 5
"""Seconds that a proxy waits longer than the longest request, so that the service's own answer arrives."""
INGRESS_FIELDS: dict[str, SpecPath] = {
    "spec.rules": ("expose", "host"),
    "spec.rules[0].http": ("expose", "path"),
    "spec.tls": ("expose", "tls"),
    "metadata.annotations": ("longest_request",),
}
INGRESS_REASONS = {
    "spec.tls": "Without it the controller answers in plain HTTP, and everything sent can be read on the way.",
    "metadata.annotations.nginx.ingress.kubernetes.io/proxy-read-timeout": (
        "ingress-nginx cuts an answer after 60 s; a generation may take the longest request's time."
    ),
    "metadata.annotations.nginx.ingress.kubernetes.io/proxy-buffering": (
        "A buffered proxy holds streamed tokens back until the answer is complete."
    ),
}
ROUTE_FIELDS: dict[str, SpecPath] = {
    "spec.hostnames": ("expose", "host"),
    "spec.rules[0].matches": ("expose", "path"),
    "spec.rules[0].timeouts": ("longest_request",),
    "spec.rules[0].backendRefs": ("expose", "port"),
}
ROUTE_REASONS = {
    "spec.rules[0].timeouts": (
        "Gateways cut requests after a default of their own, 15 s with Envoy; a generation may take longer."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """An Ingress or an HTTPRoute for each service that is exposed by host name."""
    for work in services_of(context):
        exposed = exposure(context, work.spec)
        if exposed == "ingress":
            yield Resource(_ingress(work), work.source, INGRESS_FIELDS, INGRESS_REASONS)
        elif exposed == "gateway":
            yield Resource(_route(work), work.source, ROUTE_FIELDS, ROUTE_REASONS)


def exposure(context: Context, service: Service) -> str:
    """`cluster`, `load-balancer`, `ingress` or `gateway`, with the file's default for a host."""
    if service.expose.type:
        return service.expose.type
    if not service.expose.host:
        return "cluster"
    return "gateway" if context.cluster.network.gateway else "ingress"


def _ingress(work: Work[Service]) -> Manifest:
    service, network = work.spec, work.context.cluster.network
    expose = service.expose
    port = next(iter(ports_of(service)))
    backend = {"service": {"name": work.name, "port": {"name": port}}}
    rule: Manifest = {"http": {"paths": [{"path": expose.path, "pathType": "Prefix", "backend": backend}]}}
    spec: Manifest = {"rules": [{"host": expose.host, **rule} if expose.host else rule]}
    if network.ingress_class:
        spec["ingressClassName"] = network.ingress_class
    if expose.tls and expose.host:
        secret = expose.tls if isinstance(expose.tls, str) else f"{work.name}-tls"
        spec["tls"] = [{"hosts": [expose.host], "secretName": secret}]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": work.metadata(annotations=_ingress_annotations(work)),
        "spec": spec,
    }


def _ingress_annotations(work: Work[Service]) -> dict[str, str]:
    """Timeouts for ingress-nginx, which other controllers ignore, and the issuer that cert-manager asks."""
    service, issuer = work.spec, work.context.cluster.network.issuer
    seconds = str(service.longest_request.seconds + MARGIN)
    found = {
        "nginx.ingress.kubernetes.io/proxy-read-timeout": seconds,
        "nginx.ingress.kubernetes.io/proxy-send-timeout": seconds,
        "nginx.ingress.kubernetes.io/proxy-buffering": "off",
    }
    if issuer and service.expose.tls is True and service.expose.host:
        found["cert-manager.io/cluster-issuer"] = issuer
    return found


def _route(work: Work[Service]) -> Manifest:
    """The route; TLS ends at the Gateway's listener, which belongs to whoever runs the Gateway."""
    service = work.spec
    namespace, _, gateway = work.context.cluster.network.gateway.partition("/")
    seconds = f"{service.longest_request.seconds + MARGIN}s"
    rule = {
        "matches": [{"path": {"type": "PathPrefix", "value": service.expose.path}}],
        "timeouts": {"request": seconds, "backendRequest": seconds},
        "backendRefs": [{"name": work.name, "port": service.expose.port}],
    }
    spec: Manifest = {"parentRefs": [{"name": gateway, "namespace": namespace}], "rules": [rule]}
    if service.expose.host:
        spec["hostnames"] = [service.expose.host]
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": work.metadata(),
        "spec": spec,
    }
