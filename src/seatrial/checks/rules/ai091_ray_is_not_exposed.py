"""Ray's dashboard and client port are reached from inside only.

## What it does
Finds load balancers, NodePorts and Ingresses that lead to ports 8265 or 10001 of a Ray head, a head whose
`serviceType` or `enableIngress` asks for one, and Ray before 2.52. Clusters that check tokens (`authOptions`,
`RAY_AUTH_MODE=token`) and Ingresses that authenticate are left out.

## Why
Whoever reaches these ports runs any program on the whole cluster, with its GPUs and its credentials: Ray checks nobody
by default. Before 2.52 a web page in the browser of somebody with access is enough (CVE-2023-48022, CVE-2025-62593).

## Bad
```yaml
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: train}
spec:
  rayVersion: 2.52.0
  headGroupSpec:
    serviceType: LoadBalancer
    template: {spec: {containers: [{name: head, image: "rayproject/ray:2.52.0"}]}}
```

## Good
```yaml
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: train}
spec:
  rayVersion: 2.52.0
  headGroupSpec:
    serviceType: ClusterIP
    template: {spec: {containers: [{name: head, image: "rayproject/ray:2.52.0"}]}}
```

## Fix
Use ClusterIP and `kubectl port-forward`, or a proxy that authenticates, and set `authOptions: {mode: token}`.

## References
- https://docs.ray.io/en/latest/ray-security/index.html
- https://docs.ray.io/en/latest/ray-security/token-auth.html
- https://nvd.nist.gov/vuln/detail/CVE-2023-48022
- https://nvd.nist.gov/vuln/detail/CVE-2025-62593
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.authentication import route_asks
from seatrial.checks.exposure import is_public, pods_behind
from seatrial.checks.image import tag_of
from seatrial.checks.ray import PORTS, SPECS, cluster_of, needs_token, version_of
from seatrial.checks.routes import backends
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SAFE = (2, 52)
OUTSIDE = ("LoadBalancer", "NodePort")


@rule("AI091", "ray-is-not-exposed", Severity.ERROR, objects("Service", "Ingress", *SPECS), aliases="AI091")
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind in SPECS:
        yield from _cluster(thing)
    elif thing.kind == "Service":
        yield from _service(thing)
    elif not route_asks(thing):
        yield from _ingress(thing)


def _cluster(thing: Object) -> Iterator[Hit]:
    spec, path = cluster_of(thing), ".".join(SPECS[thing.kind])
    head = mapping(spec.get("headGroupSpec"))
    if head and not needs_token(thing):
        kind, other = text(head.get("serviceType")), text(at(head, "headService", "spec", "type"))
        field = f"{path}.headGroupSpec.serviceType" if kind else f"{path}.headGroupSpec.headService.spec.type"
        if (kind or other) in OUTSIDE:
            message = f"the head of {thing.name} runs whatever is sent to its {kind or other}"
            yield Hit(field, message, "use ClusterIP, or let authOptions ask for a token")
        if head.get("enableIngress") is True:
            message = f"the head of {thing.name} runs whatever is sent to its Ingress"
            yield Hit(f"{path}.headGroupSpec.enableIngress", message, "remove it, or let authOptions ask for a token")
    version = version_of(spec.get("rayVersion"))
    if version and version < SAFE:
        message = f"Ray {version[0]}.{version[1]} runs code that a web page sends through a browser"
        yield Hit(f"{path}.rayVersion", message, "use Ray 2.52 or newer", severity=Severity.WARNING)
    elif not version and head:
        yield from _images(thing)


def _images(thing: Object) -> Iterator[Hit]:
    """Where `rayVersion` is not written the tag of Ray's own images tells."""
    for container in (container for pod in thing.pods for container in pod.main_containers):
        version = version_of(tag_of(container.image)) if "rayproject/ray" in container.image else None
        if version and version < SAFE:
            message = f"Ray {version[0]}.{version[1]} runs code that a web page sends through a browser"
            yield Hit(f"{container.path}.image", message, "use Ray 2.52 or newer", severity=Severity.WARNING)
            return


def _service(service: Object) -> Iterator[Hit]:
    kind = service.spec.get("type")
    if kind not in OUTSIDE or not (_is_head(service) and is_public(service)) or _all_ask(service):
        return
    for index, port in enumerate(sequence(service.spec.get("ports"))):
        if any(at(port, name) in PORTS for name in ("port", "targetPort", "name")):
            message = f"a {kind} leads to port {at(port, 'port')} of a Ray head, which runs whatever is sent to it"
            yield Hit(f"spec.ports[{index}]", message, "use ClusterIP and kubectl port-forward")


def _ingress(ingress: Object) -> Iterator[Hit]:
    if not is_public(ingress):
        return
    for backend in backends(ingress):
        service = ingress.inventory.find("Service", ingress.namespace, backend.service)
        head = _is_head(service) if service else "-head-svc" in backend.service
        if head and backend.port in PORTS and not _all_ask(ingress):
            message = f"the Ingress leads to {backend.service}, a Ray head that runs whatever is sent to it"
            yield Hit(backend.field, message, "remove the route or put an authenticating proxy before it")


def _is_head(service: Object) -> bool:
    selector = mapping(service.spec.get("selector"))
    if any(text(key).startswith("ray.io/") for key in selector):
        return True
    return any(
        "rayproject/ray" in container.image or any("ray start" in word for word in container.command_line)
        for pod in pods_behind(service)
        for container in pod.main_containers
    )


def _all_ask(thing: Object) -> bool:
    """Whether every Ray cluster of the namespace checks tokens."""
    clusters = [cluster for kind in SPECS for cluster in thing.inventory.in_namespace(kind, thing.namespace)]
    return bool(clusters) and all(map(needs_token, clusters))
