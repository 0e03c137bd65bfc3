"""Roles do not forward ports of pods.

## What it does
Finds roles that allow `pods/portforward`. A right that is bound across the cluster counts in full; one that only
ServiceAccounts have, in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that
Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
A forwarded port goes past every NetworkPolicy to programs that ask nobody who he is because only their own pod should
reach them.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: debug}
rules: [{apiGroups: [""], resources: [pods/portforward], verbs: [create]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: debug}
rules: [{apiGroups: [""], resources: [pods/portforward], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: debug, namespace: ai}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: debug}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: engineers}]
```

## Fix
Remove it from programs; give it to people by a RoleBinding in the namespace they work in.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"pods/portforward"})


@rule("RBAC011", "no-port-forward", Severity.WARNING, objects("Role", "ClusterRole"), aliases="C-0063", covers=(124,))
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.WARNING, "", RESOURCES, frozenset({"create", "get"})):
        message = f"{thing.kind} {thing.name} forwards ports of pods past the network policies"
        yield Hit(grant.field, message, "remove it, or bind it to people in their namespace", severity=severity)
