"""Directories of the node are mounted read-only.

## What it does
Finds mounts of `hostPath` volumes without `readOnly: true`. Of directories with the system or with keys in them it is
an error, of others a warning: a cache on the node's own disk is written on purpose. Sockets and devices are left out,
where a read-only mount changes nothing, and so are the cluster of this machine and what serves a node from every node.

## Why
What the container writes there outlives it: the next pod finds it, and so does the program of the node that reads the
directory with root's rights.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: logs}
spec:
  containers: [{name: logs, image: "example.com/logs:1.0", volumeMounts: [{name: logs, mountPath: /logs}]}]
  volumes: [{name: logs, hostPath: {path: /var/log}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: logs}
spec:
  containers:
    - name: logs
      image: example.com/logs:1.0
      volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
  volumes: [{name: logs, hostPath: {path: /var/log}}]
```

## Fix
Set `readOnly: true` on the mount. For what is written use a PersistentVolumeClaim or an emptyDir.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.host_paths import CONNECTED, Reach, host_paths, writable_mounts
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.host_paths import HostPath
    from seatrial.checks.view import Pod


@rule("POD020", "host-path-read-only", Severity.ERROR, PODS, aliases="C-0045 writable-host-mount", covers=(21,))
def check(pod: Pod) -> Iterator[Hit]:
    volumes = {volume.name: volume for volume in host_paths(pod) if _is_directory(volume)}
    if not volumes or pod.inventory.context.local or is_node_agent(pod):
        return
    for container in pod.containers:
        for index, name in writable_mounts(container):
            volume = volumes.get(name)
            if volume:
                field = f"{container.path}.volumeMounts[{index}].readOnly"
                message = f"container {container.name} may write to {volume.path} of the node"
                severity = Severity.WARNING if volume.reach is Reach.DATA else None
                yield Hit(field, message, "set readOnly: true", severity=severity)


def _is_directory(volume: HostPath) -> bool:
    return volume.type not in CONNECTED and volume.reach is not Reach.RUNTIME and not volume.path.startswith("/dev/")
