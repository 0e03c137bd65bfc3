"""The peers of a NetworkPolicy are pods that exist.

## What it does
Looks for pods with the labels of each peer's `podSelector`, in the policy's own namespace or in the one that
`namespaceSelector` names by `kubernetes.io/metadata.name`, where the set holds pods of that namespace.

## Why
The traffic that was to be allowed is refused, or the door stays open for whoever takes the labels.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: ai}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: wbe}}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai, labels: {app: web}}
spec: {containers: []}
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: ai}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai, labels: {app: web}}
spec: {containers: []}
```

## Fix
Use labels of the pods that are meant, or remove the peer.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.operators import GIVEN, is_made, pods_selected
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "kubernetes.io/metadata.name"


@rule(
    "NET013", "policy-peer-is-there", Severity.WARNING, objects("NetworkPolicy"),
    aliases="dangling-networkpolicypeer-podselector", covers=(104,), absence=True,
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for row, allowed in enumerate(sequence(thing.spec.get(direction))):
            for column, peer in enumerate(sequence(at(allowed, side))):
                if _is_missing(thing, peer):
                    labels = ", ".join(f"{key}={value}" for key, value in _pairs(peer).items())
                    message = f"NetworkPolicy {thing.name} names pods with {labels}, which nothing makes"
                    field = f"spec.{direction}[{row}].{side}[{column}].podSelector"
                    yield Hit(field, message, "use labels of the pods that are meant")


def _pairs(peer: Any) -> Any:
    return mapping(at(peer, "podSelector", "matchLabels"))


def _is_missing(thing: Object, peer: Any) -> bool:
    selector, pairs = mapping(at(peer, "podSelector")), _pairs(peer)
    if not pairs or any(str(key).startswith(GIVEN) for key in pairs):
        return False
    namespace = thing.namespace
    if at(peer, "namespaceSelector") is not None:
        namespace = text(at(peer, "namespaceSelector", "matchLabels", NAME))
    inventory = thing.inventory
    if not inventory.select(namespace, {}) or pods_selected(inventory, namespace, selector):
        return False
    return not is_made(inventory, namespace, pairs.values())
