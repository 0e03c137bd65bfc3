"""Nobody is made administrator of everything.

## What it does
Refuses bindings to `cluster-admin`, or to a role of the set that allows all verbs on all resources of all groups, and
bindings of any role to the group `system:masters`. In one namespace, by a RoleBinding, it is a warning. What Kubernetes
binds itself is left out.

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
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import allows_everything, is_own, role_of, subjects
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMIN, MASTERS = "cluster-admin", "system:masters"


@rule(
    "RBAC002",
    "no-cluster-admin",
    Severity.ERROR,
    objects("RoleBinding", "ClusterRoleBinding"),
    aliases=(
        "KSV-0111 KSV-0123 C-0035 C-0185 C-0246 cluster-admin-role-binding "
        "clusterrolebindingClusterAdmin rolebindingClusterAdminClusterRole rolebindingClusterAdminRole"
    ),
    covers=(119, 136),
)
def check(thing: Object) -> Iterator[Hit]:
    if is_own(thing):
        return
    name = text(at(thing.manifest, "roleRef", "name"))
    role = role_of(thing) if name != ADMIN else None
    if name == ADMIN or (role and allows_everything(role)):
        if thing.kind == "ClusterRoleBinding":
            made, severity = "makes cluster administrators", Severity.ERROR
        else:
            made, severity = "gives all rights in its namespace", Severity.WARNING
        called = "" if name == ADMIN else f" by the role {name}, which allows everything"
        message = f"{thing.kind} {thing.name} {made}{called}"
        yield Hit("roleRef.name", message, "bind a role with fewer rights", severity=severity)
    for index, subject in enumerate(subjects(thing)):
        if at(subject, "name") == MASTERS:
            message = f"{thing.kind} {thing.name} names {MASTERS}, whose members no rule can stop"
            yield Hit(f"subjects[{index}].name", message, "name the people or accounts that need the rights")
