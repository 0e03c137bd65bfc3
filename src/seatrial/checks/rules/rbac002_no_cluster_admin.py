"""Nobody is made administrator of everything.

## What it does
Refuses bindings to `cluster-admin`, and bindings of any role to everybody (`system:authenticated`,
`system:unauthenticated`, `system:anonymous`) or to `system:masters`.

## Why
Whoever takes over one such account owns the cluster, and no later rule can take that back.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ci}
roleRef: {kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: ci, namespace: ai}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ci, namespace: ai}
roleRef: {kind: ClusterRole, name: edit}
subjects: [{kind: ServiceAccount, name: ci, namespace: ai}]
```

## Fix
Bind a Role with the rights that are used, in the namespace where they are used, to named people or accounts.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYBODY = ("system:authenticated", "system:unauthenticated", "system:anonymous", "system:masters")


@rule(
    "RBAC002",
    "no-cluster-admin",
    Severity.ERROR,
    objects("RoleBinding", "ClusterRoleBinding"),
    aliases=(
        "KSV-0111 KSV-0122 KSV-0123 KSV-1011 C-0035 C-0185 C-0246 C-0262 C-0265 cluster-admin-role-binding "
        "clusterrolebindingClusterAdmin rolebindingClusterAdminClusterRole rolebindingClusterAdminRole"
    ),
)
def check(thing: Object) -> Iterator[Hit]:
    if at(thing.manifest, "roleRef", "name") == "cluster-admin":
        yield Hit(
            "roleRef.name", f"{thing.kind} {thing.name} makes cluster administrators", "bind a role with fewer rights"
        )
    for index, subject in enumerate(sequence(thing.manifest.get("subjects"))):
        if text(at(subject, "name")) in EVERYBODY:
            message = f"{thing.kind} {thing.name} gives rights to {at(subject, 'name')}"
            yield Hit(f"subjects[{index}].name", message, "name the people or accounts that need them")
