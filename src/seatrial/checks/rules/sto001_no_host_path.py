"""No volume is a directory of the node.

## What it does
Finds `hostPath` volumes, except on the cluster of this machine and in what serves a node from every node. Directories
that a rule of their own refuses, such as `/etc`, are left to it.

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
Use a PersistentVolumeClaim, an emptyDir for scratch space (of medium `Memory` for `/dev/shm`), and a resource of a
device plugin for a device.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.host_paths import Reach, host_paths
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "STO001",
    "no-host-path",
    Severity.WARNING,
    PODS,
    aliases="KSV-0023 C-0048 C-0203 hostPathSet",
    covers=(19,),
)
def check(pod: Pod) -> Iterator[Hit]:
    for volume in host_paths(pod):
        if volume.reach is not Reach.DATA or pod.inventory.context.local or is_node_agent(pod):
            continue
        if volume.path.startswith("/dev/shm"):  # noqa: S108  a path of the node
            fix = "use an emptyDir of medium Memory"
        elif volume.path.startswith("/dev/"):
            fix = "ask for the device as a resource of its device plugin"
        else:
            fix = "use a PersistentVolumeClaim or an emptyDir"
        yield Hit(volume.field, f"volume {volume.name} is {volume.path} of the node", fix)
