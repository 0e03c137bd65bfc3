"""A route says for which hosts it is.

## What it does
Notes HTTPRoutes and GRPCRoutes without `hostnames`, unless the listeners of their Gateways in the set name one;
listeners that accept routes from all namespaces without naming a host; and VirtualServices and Gateways of Istio for
`*`. Routes of a mesh, whose parent is a Service, are left out.

## Why
A route for every host answers for names that are another team's, and the next one of the kind takes its traffic.

## Bad
```yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat}
spec: {parentRefs: [{name: public}], rules: [{}]}
```

## Good
```yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: chat}
spec: {parentRefs: [{name: public}], hostnames: [chat.example.com], rules: [{}]}
```

## Fix
Name the hosts on the route, and on a Gateway's listener the host or the namespaces that may use it.

## References
- https://gateway-api.sigs.k8s.io/api-types/httproute/
- https://istio.io/latest/docs/reference/config/networking/virtual-service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUTES = ("HTTPRoute", "GRPCRoute")


@rule(
    "NET009", "route-names-its-hosts", Severity.INFO, objects(*ROUTES, "Gateway", "VirtualService"),
    aliases="C-0266", covers=(117,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    fix = "name the hosts that it is for"
    if thing.kind in ROUTES:
        if not sequence(thing.spec.get("hostnames")) and any(_is_open(thing, one) for one in _parents(thing)):
            yield Hit("spec.hostnames", f"{thing.kind} {thing.name} answers for every host of its Gateway", fix)
    elif thing.kind == "VirtualService":
        outside = [name for name in sequence(thing.spec.get("gateways")) if name != "mesh"]
        if outside and "*" in sequence(thing.spec.get("hosts")):
            yield Hit("spec.hosts", f"VirtualService {thing.name} answers for every host of its Gateway", fix)
    else:
        yield from _gateway(thing, fix)


def _gateway(thing: Object, fix: str) -> Iterator[Hit]:
    for index, listener in enumerate(sequence(thing.spec.get("listeners"))):
        everyone = at(listener, "allowedRoutes", "namespaces", "from") == "All"
        if everyone and not at(listener, "hostname"):
            message = f"every namespace takes hosts of its choice on listener {text(at(listener, 'name'))}"
            yield Hit(f"spec.listeners[{index}].allowedRoutes", message, "name a hostname or select the namespaces")
    for index, server in enumerate(sequence(thing.spec.get("servers"))):
        if "*" in sequence(at(server, "hosts")):
            yield Hit(f"spec.servers[{index}].hosts", f"Gateway {thing.name} answers for every host", fix)


def _parents(route: Object) -> list[object]:
    parents = sequence(route.spec.get("parentRefs"))
    return [one for one in parents if isinstance(one, dict) and at(one, "kind") in (None, "Gateway")]


def _is_open(route: Object, parent: object) -> bool:
    namespace = text(at(parent, "namespace")) or route.namespace
    gateway = route.inventory.find("Gateway", namespace, text(at(parent, "name")))
    listeners = sequence(gateway.spec.get("listeners")) if gateway else ()
    wanted = [one for one in listeners if at(parent, "sectionName") in (None, at(one, "name"))]
    return not wanted or any(not at(listener, "hostname") for listener in wanted)
