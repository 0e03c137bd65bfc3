"""No volume is a directory of the node.

## What it does
Refuses `hostPath` volumes, and PersistentVolumes of that kind, except on the cluster of this machine.

## Why
A directory of the node opens that node's files to the pod, and the data stays behind when the pod moves to another
node.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0"}]
  volumes: [{name: data, hostPath: {path: /data}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0"}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
```

## Fix
Use a PersistentVolumeClaim, or an emptyDir for scratch space.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "STO001",
    "no-host-path",
    Severity.ERROR,
    PODS,
    aliases=(
        "KSV-0023 KSV-0121 KSV-0006 CKV_K8S_27 C-0045 C-0048 C-0074 C-0203 docker-sock sensitive-host-mounts "
        "writable-host-mount hostPathSet"
    ),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.inventory.context.local:
        return
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        if at(volume, "hostPath") is not None:
            field = f"{pod.path}.volumes[{index}].hostPath"
            yield Hit(field, "a volume is a directory of the node", "use a PersistentVolumeClaim or an emptyDir")
