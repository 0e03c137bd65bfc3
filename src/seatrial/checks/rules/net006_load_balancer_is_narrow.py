"""A load balancer answers to those it is meant for.

## What it does
Finds Services of type LoadBalancer with a public address and without `loadBalancerSourceRanges`, or with `0.0.0.0/0`
among them. Annotations of the clouds for internal load balancers count, and so do Services of Gateways and Ingress
controllers, which are there for everybody.

## Why
Everybody on the internet reaches the port, and finds it within minutes.

## Bad
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: LoadBalancer, selector: {app: chat}, ports: [{port: 443}]}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: LoadBalancer, selector: {app: chat}, ports: [{port: 443}], loadBalancerSourceRanges: [192.0.2.0/24]}
```

## Fix
List the addresses in `loadBalancerSourceRanges`, or make the load balancer internal.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import is_public
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYWHERE = ("0.0.0.0/0", "::/0")
RANGES = (
    "service.beta.kubernetes.io/load-balancer-source-ranges",
    "service.beta.kubernetes.io/aws-load-balancer-security-groups",
)
INSIDE = ("service.k8s.aws/nlb", "eks.amazonaws.com/nlb")
"""Classes whose load balancers have no public address unless an annotation asks for it."""
SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"
DOORS = ("ingress", "gateway", "envoy", "traefik", "kong", "nginx", "haproxy", "contour")


@rule(
    "NET006", "load-balancer-is-narrow", Severity.INFO, objects("Service"),
    aliases="exposed-services C-0256 POP-1103 POP-1107 POP-1109", covers=(114,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    if thing.spec.get("type") != "LoadBalancer" or thing.inventory.context.local or not is_public(thing):
        return
    if thing.spec.get("loadBalancerClass") in INSIDE and SCHEME not in thing.annotations:
        return
    if any(name in thing.annotations for name in RANGES) or any(door in _names(thing) for door in DOORS):
        return
    ranges = sequence(thing.spec.get("loadBalancerSourceRanges"))
    if not ranges or any(anywhere in ranges for anywhere in ANYWHERE):
        message = f"the load balancer of Service {thing.name} answers to the whole internet"
        yield Hit("spec.loadBalancerSourceRanges", message, "list the addresses that are to reach it")


def _names(thing: Object) -> str:
    return f"{thing.name} {text(thing.labels.get('app.kubernetes.io/name'))} {thing.namespace}"
