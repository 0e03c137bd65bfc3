"""Services open no port on the nodes.

## What it does
Finds Services of type NodePort. A cluster on this machine, which has nothing else, is left out.

## Why
The port is open on every node of the cluster, past the load balancer, its TLS and its list of addresses.

## Bad
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: NodePort, selector: {app: chat}, ports: [{port: 80}]}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {type: ClusterIP, selector: {app: chat}, ports: [{port: 80}]}
```

## Fix
Use ClusterIP behind an Ingress or a Gateway, or LoadBalancer.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "NET005", "no-node-port", Severity.WARNING, objects("Service"),
    aliases="exposed-services service-type POP-1104 POP-1108", covers=(113,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    if thing.spec.get("type") == "NodePort" and not thing.inventory.context.local and thing.key.group == "":
        message = f"Service {thing.name} opens a port on every node"
        yield Hit("spec.type", message, "use ClusterIP behind an Ingress or a Gateway")
