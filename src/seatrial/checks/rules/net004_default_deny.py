"""Nothing is allowed on the network that nobody declared.

## What it does
Asks for NetworkPolicies in each namespace that select all its pods for `Ingress` and `Egress` without a rule that
allows everything. Traffic such as DNS may be allowed in them.

## Why
Every pod of the cluster can otherwise reach every port here, and a program that was broken into can send the data
anywhere.

## Bad
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai}
```

## Good
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: ai}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
```

## Fix
Add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress, Egress]`, and one more for each traffic that is
meant.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NET004",
    "default-deny",
    Severity.WARNING,
    objects("Namespace"),
    aliases=(
        "CKV2_K8S_6 C-0030 C-0049 C-0054 C-0206 C-0260 non-isolated-pod pod-networkpolicy "
        "missingNetworkPolicy POP-1203 POP-1204 POP-1205 netpols"
    ),
    covers=(111,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.name.startswith("kube-"):
        return  # the API server makes these namespaces, and the cluster's own programs run there
    policies = [policy.spec for policy in thing.inventory.in_namespace("NetworkPolicy", thing.name)]
    everyone = [policy for policy in policies if policy.get("podSelector") == {}]
    for direction, rules in (("Ingress", "ingress"), ("Egress", "egress")):
        denying = [policy for policy in everyone if direction in sequence(policy.get("policyTypes"))]
        if not denying or any({} in sequence(policy.get(rules)) for policy in denying):
            message = f"namespace {thing.name} allows all {direction.lower()} traffic"
            yield Hit("metadata.name", message, f"add a NetworkPolicy for all its pods that denies {direction}")
