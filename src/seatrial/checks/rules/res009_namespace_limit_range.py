"""Namespaces have defaults for containers that say nothing.

## What it does
Looks for a LimitRange in each Namespace among the files that also holds pods or a quota there. Namespaces of Kubernetes
itself are left out.

## Why
A container without requests and limits is placed as if it needed nothing and may take everything, and a namespace with
a quota refuses it, the one that `kubectl debug` starts at night too.

## Bad
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: research}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: research, namespace: research}
spec: {hard: {requests.cpu: 64}}
```

## Good
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: research}
---
apiVersion: v1
kind: LimitRange
metadata: {name: research, namespace: research}
spec: {limits: [{type: Container, defaultRequest: {cpu: 100m, memory: 128Mi}, default: {memory: 512Mi}}]}
```

## Fix
Add a LimitRange of type Container with `defaultRequest` for CPU and memory and `default` for memory.

## References
- https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

SYSTEM = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})


@rule(
    "RES009",
    "namespace-limit-range",
    Severity.INFO,
    objects("Namespace"),
    aliases="KSV-0039",
    covers=(68,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    inventory = thing.inventory
    if thing.name in SYSTEM or inventory.in_namespace("LimitRange", thing.name):
        return
    if inventory.in_namespace("ResourceQuota", thing.name) or inventory.select(thing.name, {}):
        message = f"containers of namespace {thing.name} that say nothing may take everything"
        yield Hit("metadata.name", message, "add a LimitRange with defaults")
