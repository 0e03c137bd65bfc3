"""Roles do not make PersistentVolumes.

## What it does
Finds ClusterRoles that create PersistentVolumes. Provisioners, which read StorageClasses and CSINodes besides, are left
out: to make volumes is what they are for. Roles that Kubernetes makes itself and rules with `resourceNames` are left
out.

## Why
A PersistentVolume may be a directory of a node, so its maker reads and writes the files of every node and is not
stopped by Pod Security.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [persistentvolumes], verbs: [create, get]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [""], resources: [persistentvolumeclaims], verbs: [create, get]}]
```

## Fix
Make a PersistentVolumeClaim and let a StorageClass make the volume.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import READ, grants, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

VOLUMES, NODES = frozenset({"persistentvolumes"}), frozenset({"csinodes"})


@rule("RBAC017", "no-volume-creation", Severity.WARNING, objects("ClusterRole"), aliases="C-0278", covers=(131,))
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.WARNING, "", VOLUMES, frozenset({"create"}), cluster_scoped=True):
        if not any(grants(thing, "storage.k8s.io", NODES, READ)):
            message = f"ClusterRole {thing.name} makes PersistentVolumes, and so reaches directories of the nodes"
            yield Hit(grant.field, message, "claim volumes from a StorageClass instead", severity=severity)
