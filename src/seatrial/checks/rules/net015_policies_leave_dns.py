"""Pods that may send to others may ask for their address.

## What it does
Takes the NetworkPolicies that hold for each pod together: where they let it send to pods, namespaces or HTTPS anywhere,
but to nothing on port 53, it finds that no name resolves. Pods that may send nothing at all are taken for sealed, and
so are those that talk to fixed addresses only. Policies of Cilium, Calico and Istio, which may add to it, end the
search.

## Why
Every connection by name fails although the policy allows it, and the program reports an unknown host.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: ai}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}]
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
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - {to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}
    - {ports: [{port: 53, protocol: UDP}, {port: 53}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat, namespace: ai, labels: {app: web}}
spec: {containers: []}
```

## Fix
Allow port 53, UDP and TCP, to the pods `k8s-app: kube-dns` in kube-system.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
- https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.isolation import has_others, policies_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, integer, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

DNS, HTTPS = 53, 443


@rule("NET015", "policies-leave-dns", Severity.ERROR, PODS, absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("hostNetwork") is True or pod.spec.get("dnsPolicy") == "None":
        return
    policies = policies_of(pod, "Egress")
    # A rule of another type is no rule, and the API server refuses it.
    allowed = [
        mapping(part) for policy in policies for part in sequence(policy.spec.get("egress")) if part == mapping(part)
    ]
    if any(_allows(part, DNS) for part in allowed) or not any(map(_is_by_name, allowed)) or has_others(pod):
        return
    names = " and ".join(policy.name for policy in policies)
    message = f"{pod.object.kind} {pod.object.name} resolves no names: NetworkPolicy {names} leaves out port 53"
    yield Hit(f"{pod.template}.metadata.labels".lstrip("."), message, "allow port 53 to kube-dns in kube-system")


def _allows(part: Any, number: int) -> bool:
    ports = sequence(at(part, "ports"))
    if not ports:
        # All ports to fixed addresses may well be the resolver of the cloud.
        return not sequence(at(part, "to")) or any(
            at(peer, "ipBlock") is not None or at(peer, "namespaceSelector") is not None
            for peer in sequence(at(part, "to"))
        )
    return any(_is_in(port, number) for port in ports)


def _is_in(port: Any, number: int) -> bool:
    first = integer(at(port, "port"))
    if first is None:
        return at(port, "port") is None or "dns" in str(at(port, "port"))
    return first <= number <= (integer(at(port, "endPort")) or first)


def _is_by_name(part: Any) -> bool:
    """Whether such traffic is mostly sent to names."""
    peers = sequence(at(part, "to"))
    if any(at(peer, "podSelector") is not None or at(peer, "namespaceSelector") is not None for peer in peers):
        return True
    anywhere = not peers or any(at(peer, "ipBlock", "cidr") == "0.0.0.0/0" for peer in peers)
    return anywhere and any(_is_in(port, HTTPS) for port in sequence(at(part, "ports")))
