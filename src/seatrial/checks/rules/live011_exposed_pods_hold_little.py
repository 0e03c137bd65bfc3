"""What is open to the network holds neither secrets nor rights over the cluster.

## What it does
Finds pods behind a Service of type LoadBalancer or NodePort, or behind an Ingress or HTTPRoute, whose ServiceAccount
may act on the cluster, or that mount Secrets, claims or node paths.

## Why
A fault in what the whole network can reach is the usual first step, and what the pod holds is the second.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: a, labels: {app: web}}
spec: {serviceAccountName: admin, containers: [{name: web, image: a}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: a}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: admin, namespace: a}]
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: a, labels: {app: web}}
spec: {serviceAccountName: web, containers: [{name: web, image: a}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: a}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
```

## Fix
Take the rights and mounts away, or put a pod without them in front.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://microsoft.github.io/Threat-Matrix-for-Kubernetes/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

HELD = {"secret": "Secrets", "persistentVolumeClaim": "claims", "hostPath": "paths of the node"}
NAME = re.compile(r"'name': '([a-z0-9-]+)'")


@rule(
    "LIVE011",
    "exposed-pods-hold-little",
    Severity.WARNING,
    objects("Service"),
    aliases="C-0255 C-0257 C-0258 C-0259 C-0267 C-0272",
    covers=(48,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    inventory = thing.inventory
    exposed = thing.spec.get("type") in ("LoadBalancer", "NodePort") or _key(thing) in inventory.derive(routed_services)
    selector = mapping(thing.spec.get("selector"))
    if not exposed or not selector:
        return
    seen: set[str] = set()
    for pod in inventory.select(thing.namespace, {"matchLabels": selector}):
        account = text(pod.spec.get("serviceAccountName")) or "default"
        held = sorted({kind for volume in pod.volumes.values() for kind in HELD if kind in volume})
        if (thing.namespace, account) in inventory.accounts_with_rights:
            held.append(f"rights of ServiceAccount {account}")
        what = ", ".join(HELD.get(kind, kind) for kind in held)
        if what and what not in seen:
            seen.add(what)
            yield Hit(
                "spec.selector", f"Service {thing.name} opens pods to the network that hold {what}", "take them away"
            )


def routed_services(inventory: Inventory) -> frozenset[tuple[str, str]]:
    """Namespace and name of the Services behind an Ingress or a route of a gateway."""
    found: set[tuple[str, str]] = set()
    for kind in ("Ingress", "HTTPRoute", "GRPCRoute"):
        for route in inventory.of_kind(kind):
            names = NAME.findall(repr(route.spec))
            found.update((route.namespace, name) for name in names)
    return frozenset(found)


def _key(thing: Object) -> tuple[str, str]:
    return thing.namespace, thing.name
