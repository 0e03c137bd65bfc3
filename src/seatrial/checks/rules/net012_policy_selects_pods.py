"""A NetworkPolicy selects pods.

## What it does
Looks for pods with the labels of each policy's `podSelector` in a namespace of which the set holds pods. A policy for
all pods, labels that controllers give, and pods of operators are left out.

## Why
A policy for nobody protects nobody, and nothing says so.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: ai}
spec: {podSelector: {matchLabels: {app: chat}}}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai, labels: {app: chat-server}}
spec: {containers: []}
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: ai}
spec: {podSelector: {matchLabels: {app: chat}}}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai, labels: {app: chat}}
spec: {containers: []}
```

## Fix
Use labels of the pods it is for, or remove it.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.operators import GIVEN, is_made, pods_selected
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NET012", "policy-selects-pods", Severity.WARNING, objects("NetworkPolicy"),
    aliases=(
        "dangling-networkpolicy networkpolicy-targets-pod C-0299 KSV-0038 POP-1200 POP-1201 POP-1202 POP-1206 POP-1207 "
        "POP-1208"
    ),
    covers=(103,), absence=True,
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    selector = mapping(thing.spec.get("podSelector"))
    pairs = mapping(selector.get("matchLabels"))
    keys = [*pairs, *(at(part, "key") for part in sequence(selector.get("matchExpressions")))]
    inventory = thing.inventory
    if (
        not keys
        or any(str(key).startswith(GIVEN) for key in keys)
        or pods_selected(inventory, thing.namespace, selector)
    ):
        return
    if inventory.select(thing.namespace, {}) and not is_made(inventory, thing.namespace, pairs.values()):
        message = f"NetworkPolicy {thing.name} selects no pod"
        yield Hit("spec.podSelector", message, "use labels of the pods it is for")
