"""Roles do not read or write all Secrets.

## What it does
Finds roles that `get`, `list`, `watch`, `create`, `update` or `patch` Secrets without `resourceNames`. `list` and
`watch` answer with the values, and whoever creates a Secret gets a token of any ServiceAccount into it. A right that is
bound across the cluster counts in full; one that only ServiceAccounts have, in one namespace, is a grade milder, and
one that people have in theirs is meant. Roles that Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
Every password, key and token of the cluster can be read by one program that was taken over, and with them everything
they open.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: operator, namespace: ai}
rules: [{apiGroups: [""], resources: [secrets], resourceNames: [operator-tls], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: operator, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
subjects: [{kind: ServiceAccount, name: bot, namespace: ai}]
```

## Fix
Mount the Secret into the pod that needs it, or name it in `resourceNames` of a Role in its namespace. An operator that
has to read all of them says so in an ignore comment.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
- https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import CHANGE, READ, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"secrets"})


@rule(
    "RBAC008",
    "no-secret-access",
    Severity.ERROR,
    objects("Role", "ClusterRole"),
    aliases="KSV-0041 KSV-0113 CKV2_K8S_5 C-0015 C-0186 access-to-secrets",
    covers=(121,),
)
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.ERROR, "", RESOURCES, READ | CHANGE):
        message = f"{thing.kind} {thing.name} allows {grant} without naming any"
        yield Hit(grant.field, message, "name the Secrets in resourceNames of a Role", severity=severity)
