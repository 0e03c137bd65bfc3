"""Roles do not delete events or logs.

## What it does
Finds roles that delete Events or `pods/log`. A right that is bound across the cluster counts in full; one that only
ServiceAccounts have, in one namespace, is a grade milder, and one that people have in theirs is meant. Roles that
Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
Whoever breaks in deletes first what would show it.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [events], verbs: [create, delete]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: ["", events.k8s.io], resources: [events], verbs: [create, patch]}]
```

## Fix
Remove `delete` and `deletecollection`: Events expire by themselves after an hour.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

TRACES = {"": frozenset({"events", "pods/log"}), "events.k8s.io": frozenset({"events"})}
DELETE = frozenset({"delete", "deletecollection"})


@rule(
    "RBAC012", "traces-are-kept", Severity.WARNING, objects("Role", "ClusterRole"),
    aliases="KSV-0042 C-0031", covers=(126,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    seen: set[str] = set()
    for group, resources in TRACES.items():
        for grant, severity in risks(thing, Severity.WARNING, group, resources, DELETE):
            if grant.field not in seen:
                seen.add(grant.field)
                message = f"{thing.kind} {thing.name} allows {grant}, the traces of a break-in"
                yield Hit(grant.field, message, "remove the verb", severity=severity)
