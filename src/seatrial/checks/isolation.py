"""Whether a policy stands between a pod and the rest of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod

NAMESPACED = ("CiliumNetworkPolicy", "AuthorizationPolicy")
CLUSTER_WIDE = (
    "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
)  # fmt: skip


def policies_of(pod: Pod, direction: str) -> Sequence[Object]:
    """The NetworkPolicies that select the pod for `Ingress` or `Egress`."""
    return pod.inventory.derive(_by_pod).get((id(pod), direction), ())


def _by_pod(inventory: Inventory) -> Mapping[tuple[int, str], Sequence[Object]]:
    """Identity of a pod and a direction → the policies that select it; of a policy, only its own pods are looked at."""
    index: dict[tuple[int, str], list[Object]] = {}
    for policy in inventory.of_kind("NetworkPolicy"):
        chosen = [direction for direction in ("Ingress", "Egress") if direction in directions(policy)]
        for pod in inventory.select(policy.namespace, mapping(policy.spec.get("podSelector"))):
            for direction in chosen:
                index.setdefault((id(pod), direction), []).append(policy)
    return index


def directions(policy: Object) -> Sequence[Any]:
    """`policyTypes`, or what the API server takes for it: always Ingress, and Egress where rules for it are written."""
    written = sequence(policy.spec.get("policyTypes"))
    return written or (["Ingress", "Egress"] if policy.spec.get("egress") else ["Ingress"])


def is_isolated(pod: Pod, direction: str) -> bool:
    """Whether a NetworkPolicy selects the pod, or one of another kind, which is not read, may."""
    return bool(policies_of(pod, direction)) or has_others(pod)


def has_others(pod: Pod) -> bool:
    """Whether there are policies of Cilium, Calico or Istio that may hold for the pod."""
    inventory = pod.inventory
    if any(inventory.in_namespace(kind, pod.namespace) for kind in NAMESPACED) or inventory.derive(_cluster_wide):
        return True
    return any("calico" in policy.key.group for policy in inventory.in_namespace("NetworkPolicy", pod.namespace))


def _cluster_wide(inventory: Inventory) -> bool:
    return any(inventory.of_kind(kind) for kind in CLUSTER_WIDE)
