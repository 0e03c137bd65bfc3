"""NetworkPolicies keep pods from the cloud's metadata.

## What it does
Finds egress rules that allow a wide range of addresses with `169.254.169.254` in it and port 80, without naming it
under `except`. A rule for that address itself is taken for meant, and namespaces without a policy are left to the rule
about those.

## Why
On most clouds the address hands the credentials of the node to whoever asks, so that a program that can be made to
fetch an address gives them away.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internet}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internet}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.169.254/32]}}]}]
```

## Fix
Add `169.254.169.254/32` to `except`, and give pods that call the cloud an identity of their own (IRSA, EKS Pod
Identity, Workload Identity).

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
- https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

METADATA = "169.254.169.254"
HTTP = 80
WIDE = 16
"""Ranges with a longer prefix are about little else than link-local addresses, and meant."""


@rule("POD044", "no-metadata-egress", Severity.WARNING, objects("NetworkPolicy"), aliases="C-0052", covers=(46,))
def check(thing: Object) -> Iterator[Hit]:
    for row, allowed in enumerate(sequence(thing.spec.get("egress"))):
        if not _allows_http(allowed):
            continue
        for column, target in enumerate(sequence(at(allowed, "to"))):
            block = at(target, "ipBlock")
            if block and _holds(text(at(block, "cidr")), WIDE) and not _is_excepted(block):
                field = f"spec.egress[{row}].to[{column}].ipBlock.except"
                message = f"NetworkPolicy {thing.name} lets pods reach the metadata of the cloud at {METADATA}"
                yield Hit(field, message, f"add {METADATA}/32 to except")


def _is_excepted(block: Any) -> bool:
    return any(_holds(text(cidr)) for cidr in sequence(at(block, "except")))


def _allows_http(allowed: Any) -> bool:
    ports = sequence(at(allowed, "ports"))
    return not ports or any(_is_http(port) for port in ports)


def _is_http(port: Any) -> bool:
    if at(port, "protocol") not in (None, "TCP"):
        return False
    first = integer(at(port, "port"))
    if first is None:
        return at(port, "port") is None
    return first <= HTTP <= (integer(at(port, "endPort")) or first)


def _holds(cidr: str, longest: int = 32) -> bool:
    """Whether the range, of a prefix that is not longer, has the metadata's address in it."""
    from ipaddress import IPv4Address, IPv4Network

    try:
        network = IPv4Network(cidr, strict=False)
    except ValueError:
        return False
    return network.prefixlen <= longest and IPv4Address(METADATA) in network
