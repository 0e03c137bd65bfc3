"""Ways from a right in one namespace to rights in the whole cluster, over a ServiceAccount that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.accounts import bound_accounts
from seatrial.checks.rbac import CHANGE, RBAC, READ, allows_everything, grants, is_own, role_of, runs_pods
from seatrial.checks.view import at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object


class Power(NamedTuple):
    """What a ServiceAccount may across the cluster, as the end of a sentence, and how bad it is to get it."""

    what: str
    severity: Severity


EVERYTHING = Power("administers the cluster", Severity.ERROR)
POWERS = (
    ("gives itself any right", RBAC, frozenset({"clusterroles", "roles"}), frozenset({"bind", "escalate"})),
    ("acts as any user", "", frozenset({"users", "groups", "serviceaccounts"}), frozenset({"impersonate"})),
    ("reads every Secret", "", frozenset({"secrets"}), READ),
    ("runs commands on every node", "", frozenset({"nodes/proxy"}), READ | CHANGE),
    ("makes tokens of every account", "", frozenset({"serviceaccounts/token"}), frozenset({"create"})),
    ("changes what others write", "admissionregistration.k8s.io", frozenset({"mutatingwebhookconfigurations"}), CHANGE),
)  # fmt: skip
"""What, API group, resources, verbs."""
EDITORS = ("edit", "admin", "cluster-admin")
SHELLS = frozenset({"pods/exec", "pods/attach"})
TOKENS = frozenset({"serviceaccounts/token"})


def stronger_accounts(inventory: Inventory) -> Mapping[str, Mapping[str, Power]]:
    """Namespace → name → power of each ServiceAccount with rights across the cluster that are worth taking."""
    found: dict[str, dict[str, Power]] = {}
    for binding in inventory.of_kind("ClusterRoleBinding"):
        power = None if is_own(binding) else _power(binding)
        for _, namespace, name in bound_accounts(binding) if power else ():
            if power:
                here = found.setdefault(namespace, {})
                known = here.get(name)
                if known is None or power is EVERYTHING:
                    here[name] = power
    return found


def way_in(binding: Object) -> str:
    """What a RoleBinding allows in its namespace by which one becomes another ServiceAccount; empty if nothing."""
    if text(at(binding.manifest, "roleRef", "kind")) == "ClusterRole" and (
        text(at(binding.manifest, "roleRef", "name")) in EDITORS
    ):
        return "run pods"
    role = role_of(binding)
    return next(_ways(role), "") if role else ""


def _ways(role: Object) -> Iterator[str]:
    if allows_everything(role) or runs_pods(role):
        yield "run pods"
    if any(not grant.names for grant in grants(role, "", SHELLS, frozenset({"create", "get"}))):
        yield "open shells"
    if any(not grant.names for grant in grants(role, "", TOKENS, frozenset({"create"}))):
        yield "get tokens"


def _power(binding: Object) -> Power | None:
    if at(binding.manifest, "roleRef", "name") == "cluster-admin":
        return EVERYTHING
    role = role_of(binding)
    if role is None:
        return None
    if allows_everything(role):
        return EVERYTHING
    for what, group, resources, verbs in POWERS:
        if any(not grant.names for grant in grants(role, group, resources, verbs)):
            return Power(what, Severity.WARNING)
    return Power("runs pods in every namespace", Severity.WARNING) if runs_pods(role) else None
