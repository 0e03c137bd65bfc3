"""Roles do not change all ConfigMaps.

## What it does
Finds ClusterRoles that create, change or delete ConfigMaps of every namespace. What is bound in a namespace stays there
and is left out. Roles that Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
Among them are those of kube-system that decide how names resolve and, on some clouds, who may log in.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, update]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}]
```

## Fix
Put it into a Role of the namespace where the program keeps its own, such as that of its leader election.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
- https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import WRITE, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

RESOURCES = frozenset({"configmaps"})


@rule(
    "RBAC018",
    "no-config-map-control",
    Severity.WARNING,
    objects("Role", "ClusterRole"),
    aliases="KSV-0049",
    covers=(133,),
)
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.WARNING, "", RESOURCES, WRITE, cluster_scoped=True):
        message = f"{thing.kind} {thing.name} allows {grant} in every namespace, kube-system too"
        yield Hit(grant.field, message, "move it into a Role of the program's namespace", severity=severity)
