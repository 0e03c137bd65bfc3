"""Service objects: one address for the replicas, and stable names for those that keep state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog.kubernetes import has_feature
from seatrial.compiler.context import selector_labels
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

ZONES = 3
"""Replicas from which traffic prefers its own zone: with fewer, one pod would get most of it."""
LOAD_BALANCERS: dict[str, dict[bool, dict[str, str]]] = {
    "aws": {
        internal: {
            "service.beta.kubernetes.io/aws-load-balancer-type": "external",
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
            "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" if internal else "internet-facing",
        }
        for internal in (True, False)
    },
    "gcp": {True: {"networking.gke.io/load-balancer-type": "Internal"}, False: {}},
    "azure": {True: {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}, False: {}},
}
"""Annotations that the clouds' controllers read, by whether the load balancer is internal. `external` on AWS names the
AWS Load Balancer Controller instead of the one built into Kubernetes, which makes Classic Load Balancers."""
FIELDS: dict[str, SpecPath] = {
    "spec.ports": ("port",),
    "spec.ports[0]": ("expose", "port"),
    "spec.type": ("expose", "type"),
    "spec.loadBalancerSourceRanges": ("expose", "from"),
    "metadata.annotations": ("expose", "internal"),
    "spec.trafficDistribution": ("replicas",),
}
REASONS = {
    "spec.trafficDistribution": (
        "Kubernetes spreads requests over all zones by default; in its own zone a request is faster and costs nothing,"
        " and where a zone has no ready pod the others answer."
    ),
    "spec.loadBalancerSourceRanges": "The cloud's firewall drops what comes from anywhere else on the way to a node.",
}
HEADLESS_REASONS = {
    "spec.clusterIP": "Without an address of its own it gives every pod a name in DNS.",
    "spec.publishNotReadyAddresses": "Replicas find each other while they start, before any of them is Ready.",
}


def emit(context: Context) -> Iterator[Resource]:
    """A Service for each service, and a headless one where it keeps state."""
    for work in services_of(context):
        yield Resource(_service(work), work.source, FIELDS, REASONS)
        if work.spec.state:
            yield Resource(_headless(work), work.source, FIELDS, HEADLESS_REASONS)


def headless_name(name: str) -> str:
    """The headless Service of a StatefulSet."""
    return f"{name}-headless"


def is_balanced(service: Service) -> bool:
    """Whether a cloud load balancer of its own leads to it."""
    return service.expose.type == "load-balancer"


def _service(work: Work[Service]) -> Manifest:
    service, context = work.spec, work.context
    spec: Manifest = {
        "type": "LoadBalancer" if is_balanced(service) else "ClusterIP",
        "selector": selector_labels(work.name),
        "ports": _ports(service),
    }
    annotations: dict[str, str] = {}
    if is_balanced(service):
        clouds = LOAD_BALANCERS.get(context.cloud, {})
        annotations = {**clouds.get(service.expose.internal, {}), **context.cluster.network.load_balancer}
        if service.expose.from_:
            spec["loadBalancerSourceRanges"] = list(service.expose.from_)
    if service.replicas.minimum >= ZONES:
        spec["trafficDistribution"] = _same_zone(context)
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": work.metadata(annotations=annotations),
        "spec": spec,
    }


def _headless(work: Work[Service]) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": work.metadata(headless_name(work.name)),
        "spec": {
            "clusterIP": "None",
            "publishNotReadyAddresses": True,
            "selector": selector_labels(work.name),
            "ports": [_port(name, port, port) for name, port in ports_of(work.spec).items()],
        },
    }


def _ports(service: Service) -> list[Manifest]:
    """The first port under the exposed number, the others under their own."""
    (first, target), *others = ports_of(service).items()
    return [_port(first, service.expose.port, target), *(_port(name, port, port) for name, port in others)]


def _port(name: str, port: int, target: int) -> Manifest:
    return {"name": name, "port": port, "protocol": "TCP", "targetPort": target}


def _same_zone(context: Context) -> str:
    """The value's name in this version of Kubernetes: `PreferClose` until 1.33."""
    return "PreferSameZone" if has_feature("PreferSameTrafficDistribution", context.version) else "PreferClose"
