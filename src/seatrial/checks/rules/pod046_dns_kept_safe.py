"""Only the cluster itself may change its DNS.

## What it does
Finds Roles in `kube-system` that may change ConfigMaps there, the one of CoreDNS included, and ClusterRoles with that
right that a ClusterRoleBinding, or a RoleBinding in `kube-system`, of the set gives to somebody. Rules with
`resourceNames` that leave CoreDNS out are fine, and wildcards have a rule of their own.

## Why
Whoever changes CoreDNS's ConfigMap decides where every name in the cluster leads, and so receives what pods send to
each other.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: leader, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, update]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: leader, namespace: kube-system}
rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [leader], verbs: [get, update]}]
```

## Fix
Name the ConfigMaps under `resourceNames`, or bind the ClusterRole with a RoleBinding in the namespaces that need it.
For electing leaders use Leases.

## References
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
- https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

SYSTEM = "kube-system"
CHANGES = frozenset({"update", "patch", "*"})
CONFIGS = frozenset({"coredns", "coredns-custom", "kube-dns"})


@rule("POD046", "dns-kept-safe", Severity.WARNING, objects("Role", "ClusterRole"), aliases="C-0037", covers=(47,))
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "Role" and thing.namespace != SYSTEM:
        return
    for index, allowed in enumerate(sequence(thing.manifest.get("rules"))):
        if not _changes_dns(allowed) or thing.name.startswith("system:"):
            continue
        if thing.kind == "Role" or thing.name in thing.inventory.derive(_reaching_system):
            message = f"{thing.kind} {thing.name} may change the DNS of the cluster, a ConfigMap in {SYSTEM}"
            yield Hit(f"rules[{index}].resources", message, "name the ConfigMaps under resourceNames")


def _changes_dns(allowed: Any) -> bool:
    if "configmaps" not in sequence(at(allowed, "resources")):
        return False
    named = sequence(at(allowed, "resourceNames"))
    return any(verb in CHANGES for verb in _words(allowed, "verbs")) and (
        not named or any(name in CONFIGS for name in _words(allowed, "resourceNames"))
    )


def _words(allowed: Any, key: str) -> list[str]:
    return [word for word in sequence(at(allowed, key)) if isinstance(word, str)]


def _reaching_system(inventory: Inventory) -> frozenset[Any]:
    """The ClusterRoles that a binding makes hold in `kube-system`."""
    everywhere = inventory.of_kind("ClusterRoleBinding")
    there = inventory.in_namespace("RoleBinding", SYSTEM)
    references = [at(binding.manifest, "roleRef") for binding in (*everywhere, *there)]
    return frozenset(str(at(role, "name")) for role in references if at(role, "kind") == "ClusterRole")
