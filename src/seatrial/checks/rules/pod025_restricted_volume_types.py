"""Volumes are of types that Pod Security `restricted` allows.

## What it does
Finds volumes that name a storage server or a cloud's disk in the pod itself, such as `nfs`, `cephfs` and `azureFile`.
Directories of the node have rules of their own.

## Why
Pod Security `restricted` refuses the pod, and the server's name and path stand in every workload that uses it, past the
quotas and rights that a claim has.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, nfs: {server: nfs.example.com, path: /data}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
```

## Fix
Put the same source into a PersistentVolume, or let a CSI driver make one, and name its claim in the pod. Replace
`gitRepo` by an init container that clones: kubelets no longer mount it by default from Kubernetes 1.33 on.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED = frozenset(
    {"awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker",
     "gcePersistentDisk", "gitRepo", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte",
     "rbd", "scaleIO", "storageos", "vsphereVolume"}
)  # fmt: skip


@rule("POD025", "restricted-volume-types", Severity.INFO, PODS, aliases="KSV-0028", covers=(26,))
def check(pod: Pod) -> Iterator[Hit]:
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        found = REFUSED & mapping(volume).keys()
        for name in sorted(found):
            field = f"{pod.path}.volumes[{index}].{name}"
            message = f"volume {text(mapping(volume).get('name'))} is of type {name}, which restricted pods may not use"
            if name == "gitRepo":
                yield Hit(field, message, "clone in an init container into an emptyDir", severity=Severity.WARNING)
            else:
                yield Hit(field, message, "name a PersistentVolumeClaim instead")
