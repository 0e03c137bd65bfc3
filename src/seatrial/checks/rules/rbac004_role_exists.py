"""A binding binds a role that exists.

## What it does
Looks for the role that each RoleBinding and ClusterRoleBinding refers to. The API server's own (`view`, `edit`,
`admin`, `system:…`) exist always.

## Why
The API server accepts the binding, and the people it names simply have no rights.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: engineers, namespace: ai}
roleRef: {kind: Role, name: enginer}
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: engineers, namespace: ai}
roleRef: {kind: Role, name: engineer}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: engineer, namespace: ai}
rules: []
```

## Fix
Correct the name, or add the role. A binding cannot be changed afterwards, only deleted and created again.

## References
- https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import OWN
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "RBAC004",
    "role-exists",
    Severity.ERROR,
    objects("RoleBinding", "ClusterRoleBinding"),
    aliases="POP-1300",
    covers=(106,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    kind, name = text(at(thing.manifest, "roleRef", "kind")), text(at(thing.manifest, "roleRef", "name"))
    if kind == "ClusterRole" and (name in OWN or name.startswith("system:")):
        return
    if not thing.inventory.has(kind, thing.namespace if kind == "Role" else "", name):
        yield Hit("roleRef.name", f"{kind} {name} does not exist", "correct the name or add the role")
