"""How requests reach a pod: the Services that select it, the routes that lead to those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.routes import backends
from seatrial.checks.view import mapping, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.routes import Backend
    from seatrial.checks.view import Object, Pod

ROUTES = ("Ingress", "HTTPRoute")
INTERNAL = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": ("true", "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": ("internal",),
    "service.beta.kubernetes.io/azure-load-balancer-internal": ("true",),
    "networking.gke.io/load-balancer-type": ("Internal", "internal"),
    "cloud.google.com/load-balancer-type": ("Internal", "internal"),
    "service.beta.kubernetes.io/oci-load-balancer-internal": ("true",),
    "service.beta.kubernetes.io/openstack-internal-load-balancer": ("true",),
    "alb.ingress.kubernetes.io/scheme": ("internal",),
}
"""Annotations by which a load balancer has no public address."""


def pods_behind(service: Object) -> list[Pod]:
    """The pods that a Service sends requests to; none where it has no selector."""
    selector = mapping(service.spec.get("selector"))
    return service.inventory.select(service.namespace, {"matchLabels": selector}) if selector else []


def services_of(pod: Pod) -> Sequence[Object]:
    """The Services that select the pod."""
    return pod.inventory.derive(_services).get(id(pod), ())


def _services(inventory: Inventory) -> dict[int, list[Object]]:
    index: dict[int, list[Object]] = {}
    for service in inventory.of_kind("Service"):
        for pod in pods_behind(service):
            index.setdefault(id(pod), []).append(service)
    return index


def routes_to(service: Object) -> Sequence[tuple[Object, Backend]]:
    """The Ingresses and HTTPRoutes that lead to the Service, with the field that names it."""
    return service.inventory.derive(_routes).get((service.namespace, service.name), ())


def _routes(inventory: Inventory) -> dict[tuple[str, str], list[tuple[Object, Backend]]]:
    index: dict[tuple[str, str], list[tuple[Object, Backend]]] = {}
    for kind in ROUTES:
        for route in inventory.of_kind(kind):
            for backend in backends(route):
                key = (backend.namespace or route.namespace, backend.service)
                index.setdefault(key, []).append((route, backend))
    return index


def is_public(thing: Object) -> bool:
    """Whether nothing says that the load balancer of a Service or an Ingress is for the inside only."""
    if any(text(thing.annotations.get(name)) in values for name, values in INTERNAL.items()):
        return False
    names = f"{text(thing.spec.get('ingressClassName'))} {text(thing.annotations.get('kubernetes.io/ingress.class'))}"
    return not any(word in names for word in ("internal", "private"))
