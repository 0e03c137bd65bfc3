"""The StorageClass of a claim exists.

## What it does
Looks at claims, and at the claim templates of StatefulSets, that name a class; where a cluster is looked at, or the
set brings StorageClasses of its own.

## Why
A claim of a class that is not there waits for ever without a word of error, and its pod with it.

## Bad
```yaml
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {storageClassName: fats, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
```

## Good
```yaml
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
```

## Fix
Correct the name; `kubectl get storageclass` lists those there are.

## References
- https://kubernetes.io/docs/concepts/storage/storage-classes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REF006", "storage-class-exists", Severity.ERROR, objects("PersistentVolumeClaim", "StatefulSet"), absence=True)
def check(thing: Object) -> Iterator[Hit]:
    inventory = thing.inventory
    if not inventory.context.live and not inventory.of_kind("StorageClass"):
        return  # the cluster brings its own
    if thing.kind == "PersistentVolumeClaim":
        named = [("spec.storageClassName", thing.spec.get("storageClassName"))]
        bound = bool(thing.spec.get("volumeName"))
    else:
        templates = enumerate(sequence(thing.spec.get("volumeClaimTemplates")))
        path = "spec.volumeClaimTemplates[{}].spec.storageClassName"
        named = [(path.format(index), at(one, "spec", "storageClassName")) for index, one in templates]
        bound = False
    for field, name in named:
        # A claim that names its volume may name a class that is no object, to match the volume's.
        if text(name) and not bound and not inventory.has("StorageClass", "", text(name)):
            yield Hit(field, f"StorageClass {name} does not exist", "correct the name or add it")
