"""Roles do not delete what holds everything else.

## What it does
Finds ClusterRoles that delete Namespaces, PersistentVolumes, PersistentVolumeClaims or CustomResourceDefinitions across
the cluster, by name or all at once. Roles that Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
With a Namespace goes everything in it, with a definition every object of its kind and with a volume the data, so that
one mistaken call or one stolen token is a restore from backup.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [namespaces], verbs: [get, list, delete]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [namespaces], verbs: [get, list]}]
```

## Fix
Remove the verb, or bind it in the namespaces concerned; what makes namespaces for others names them.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

HOLDING = {
    "": frozenset({"namespaces", "persistentvolumes", "persistentvolumeclaims"}),
    "apiextensions.k8s.io": frozenset({"customresourcedefinitions"}),
}
DELETE = frozenset({"delete", "deletecollection"})


@rule("RBAC013", "no-mass-deletion", Severity.WARNING, objects("ClusterRole"), aliases="C-0007", covers=(126,))
def check(thing: Object) -> Iterator[Hit]:
    for group, resources in HOLDING.items():
        for grant, severity in risks(thing, Severity.WARNING, group, resources, DELETE, cluster_scoped=True):
            message = f"ClusterRole {thing.name} allows {grant} across the cluster"
            yield Hit(grant.field, message, "remove the verb or bind it in the namespaces concerned", severity=severity)
