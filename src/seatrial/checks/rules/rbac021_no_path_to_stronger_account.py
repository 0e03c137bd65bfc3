"""Rights in a namespace do not lead to the whole cluster.

## What it does
Follows bindings across the set: a RoleBinding whose role starts pods, opens shells in them or makes tokens, in a
namespace where a ServiceAccount has rights across the cluster that are worth taking: everything, Secrets,
impersonation, pods, webhooks or the kubelets. Who has that ServiceAccount already is left out. Where the account is a
cluster administrator it is an error.

## Why
Whoever holds the binding starts a pod as the stronger account, so a right that looks like one namespace's is the
cluster's.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: edit, namespace: system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: engineers}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: cluster-admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: operator, namespace: system}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: edit, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: engineers}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: cluster-admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: operator, namespace: system}]
```

## Fix
Give the stronger account a namespace of its own, in which only administrators work, or take rights from it.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#isolation-by-namespaces
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.accounts import bound_accounts
from seatrial.checks.escalation import stronger_accounts, way_in
from seatrial.checks.rbac import is_own
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule("RBAC021", "no-path-to-stronger-account", Severity.ERROR, objects("RoleBinding"))
def check(thing: Object) -> Iterator[Hit]:
    stronger = thing.inventory.derive(stronger_accounts).get(thing.namespace)
    way = way_in(thing) if stronger and not is_own(thing) else ""
    if not stronger or not way:
        return
    own = {(namespace, name) for _, namespace, name in bound_accounts(thing)}
    for name, power in stronger.items():
        if (thing.namespace, name) not in own:
            message = f"RoleBinding {thing.name} lets its subjects {way} as ServiceAccount {name}, which {power.what}"
            fix = f"move ServiceAccount {name} to a namespace of its own"
            yield Hit("roleRef.name", message, fix, severity=power.severity)
            return
