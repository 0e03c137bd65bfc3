"""Rights go to somebody, not to everybody.

## What it does
Finds `system:anonymous`, `system:unauthenticated`, `system:authenticated` and `system:serviceaccounts` among the
subjects of bindings; the last is a warning. The roles by which clients discover the API, and the ConfigMap
`cluster-info` by which nodes join, are left out.

## Why
On managed clusters anybody with an account of the cloud counts as authenticated, so the role is open to strangers.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: view, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: "system:authenticated"}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: view, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: engineers}]
```

## Fix
Name the people, groups or ServiceAccounts that need it.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
- https://cloud.google.com/kubernetes-engine/docs/best-practices/rbac
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import is_own, subjects
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYBODY = {
    "system:anonymous": "anybody who reaches the API server",
    "system:unauthenticated": "anybody who reaches the API server",
    "system:authenticated": "every user and every pod",
    "system:serviceaccounts": "every pod of the cluster",
}
MILD = ("system:serviceaccounts",)
PUBLIC = (
    "system:basic-user",
    "system:discovery",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
    "kubeadm:bootstrap-signer-clusterinfo",
)


@rule(
    "RBAC005",
    "no-rights-for-everybody",
    Severity.ERROR,
    objects("RoleBinding", "ClusterRoleBinding"),
    aliases="KSV-0122 KSV-1011 C-0262 C-0265",
    covers=(134, 135),
)
def check(thing: Object) -> Iterator[Hit]:
    role = text(at(thing.manifest, "roleRef", "name"))
    for index, subject in enumerate(subjects(thing)):
        name = text(at(subject, "name"))
        if name in EVERYBODY and role not in PUBLIC and not is_own(thing):
            message = f"{thing.kind} {thing.name} gives the role {role} to {name}, {EVERYBODY[name]}"
            severity = Severity.WARNING if name in MILD else None
            fix = "name the people or accounts that need it"
            yield Hit(f"subjects[{index}].name", message, fix, severity=severity)
