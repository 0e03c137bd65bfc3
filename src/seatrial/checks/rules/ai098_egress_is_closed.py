"""Servers whose weights are local reach nothing outside.

## What it does
Notes model servers that read their weights from a path, or run with `HF_HUB_OFFLINE=1`, and whose traffic to the
outside nobody restricts: no NetworkPolicy selects them for `Egress`, or one lets everything out. Policies of Cilium,
Calico and Istio count as a restriction.

## Why
A server that needs nothing from outside can still send prompts, answers and weights anywhere once somebody gets in.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--model, /models/chat]}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--model, /models/chat]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
```

## Fix
Add a NetworkPolicy of type `Egress` that allows DNS and what the server really uses.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
- https://docs.vllm.ai/en/latest/usage/security.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.isolation import has_others, policies_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import serving
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container, Object

ANYWHERE = ("0.0.0.0/0", "::/0")
HTTPS = 443


@rule("AI098", "egress-is-closed", Severity.INFO, CONTAINERS, aliases="AI098", absence=True)
def check(container: Container) -> Iterator[Hit]:
    server = serving(container)
    if not server or not _is_local(server) or has_others(container.pod):
        return
    policies = policies_of(container.pod, "Egress")
    if not policies or any(map(_lets_everything_out, policies)):
        message = (
            f"{server.program.name} in container {container.name} needs nothing from outside and may reach all of it"
        )
        yield Hit(f"{container.pod.template}.metadata".lstrip("."), message, "add a NetworkPolicy of type Egress")


def _is_local(server: Server) -> bool:
    return server.model.startswith(("/", "pvc://")) or text(server.environment.get("HF_HUB_OFFLINE")) == "1"


def _lets_everything_out(policy: Object) -> bool:
    for rule_ in sequence(policy.spec.get("egress")):
        if not isinstance(rule_, dict):
            continue
        peers, ports = sequence(at(rule_, "to")), sequence(at(rule_, "ports"))
        anywhere = not peers or any(
            at(peer, "ipBlock", "cidr") in ANYWHERE and not at(peer, "ipBlock", "except") for peer in peers
        )
        if anywhere and (not ports or any(at(port, "port") == HTTPS for port in ports)):
            return True
    return False
