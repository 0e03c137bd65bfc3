"""The ServiceAccount `default` has no rights.

## What it does
Finds the ServiceAccount `default` among the subjects of RoleBindings and ClusterRoleBindings.

## Why
Every pod of the namespace that names no ServiceAccount runs as `default`, so all of them get the rights that one of
them needs.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: watcher, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: watcher}
subjects: [{kind: ServiceAccount, name: default, namespace: ai}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: watcher, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: watcher}
subjects: [{kind: ServiceAccount, name: watcher, namespace: ai}]
```

## Fix
Make a ServiceAccount for the program that needs the rights, name it in its pod and in the binding.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/concepts/security/service-accounts/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.accounts import bound_accounts
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "POD029",
    "no-rights-for-default-account",
    Severity.WARNING,
    objects("RoleBinding", "ClusterRoleBinding"),
    aliases="CKV_K8S_42 C-0189 POP-308 default-service-account",
    covers=(32,),
)
def check(thing: Object) -> Iterator[Hit]:
    for index, namespace, name in bound_accounts(thing):
        if name == "default":
            where = f"namespace {namespace}" if namespace else "its namespace"
            message = f"{thing.kind} {thing.name} gives its rights to every pod of {where} that names no ServiceAccount"
            yield Hit(f"subjects[{index}].name", message, "bind a ServiceAccount that one workload uses")
