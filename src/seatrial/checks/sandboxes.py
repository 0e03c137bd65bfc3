"""Agent sandboxes: pods in which an agent runs code that nobody has read.

Sources: the API of the Agent Sandbox project of Kubernetes SIG Apps, groups `agents.x-k8s.io` (Sandbox) and
`extensions.agents.x-k8s.io` (SandboxTemplate, whose controller writes a NetworkPolicy unless told not to).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.selector import selects
from seatrial.checks.view import at, mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.view import Pod

GROUPS = ("agents.x-k8s.io", "extensions.agents.x-k8s.io")
ORDINARY = frozenset({"runc", "crun", "youki", "nvidia", "nvidia-cdi", "nvidia-legacy"})
"""Runtimes whose containers share the kernel of the node."""
OTHER_POLICIES = (
    "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "ClusterNetworkPolicy", "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy", "GlobalNetworkPolicy", "ClusterwideNetworkPolicy",
)  # fmt: skip
"""Kinds that may close the egress in ways that we do not read."""


def is_sandbox(pod: Pod) -> bool:
    """Whether the pod is one of an agent sandbox, or of a template for them."""
    return pod.object.key.group in GROUPS


def is_template(pod: Pod) -> bool:
    return pod.object.kind == "SandboxTemplate"


def is_managed(pod: Pod) -> bool:
    """Whether the controller writes a NetworkPolicy for the sandboxes of the template: it does unless told not to."""
    return is_template(pod) and pod.object.spec.get("networkPolicyManagement") != "Unmanaged"


def egress_policies(pod: Pod) -> bool:
    """Whether a NetworkPolicy limits what the pod may reach."""
    inventory = pod.inventory
    if any(inventory.of_kind(kind) for kind in OTHER_POLICIES):
        return True
    return any(
        _limits_egress(policy.spec) and _selects(mapping(policy.spec.get("podSelector")), pod)
        for policy in inventory.in_namespace("NetworkPolicy", pod.namespace)
    )


def _limits_egress(policy: Mapping[str, Any]) -> bool:
    types = sequence(policy.get("policyTypes"))
    return "Egress" in types if types else "egress" in policy


def _selects(selector: Mapping[str, Any], pod: Pod) -> bool:
    # The controllers add labels of their own to the pods.
    own = any(str(key).startswith("agents.x-k8s.io/") for key in mapping(selector.get("matchLabels")))
    return own or selects(selector, pod.labels)


def opens_everything(rule: Any) -> bool:
    """Whether a rule of `egress` allows every destination, private addresses of the cluster among them."""
    targets = sequence(at(rule, "to"))
    if not targets:
        return isinstance(rule, dict) and not sequence(at(rule, "ports"))
    blocks = (mapping(at(target, "ipBlock")) for target in targets)
    return any(block.get("cidr") == "0.0.0.0/0" and not sequence(block.get("except")) for block in blocks)
