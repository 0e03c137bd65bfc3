"""No pod gets the system directories of its node.

## What it does
Refuses `hostPath` volumes of directories that hold keys and passwords (`/`, `/etc`, `/root`, `/var/lib/kubelet`,
`/var/lib/etcd`, …) or the system itself (`/usr`, `/boot`, `/dev`, `/proc`, `/sys`, `/var/lib/containerd`, …). The
latter are a warning where every mount of the volume is read-only. What serves a node from every node is left out.

## Why
These directories are the node: with them a pod reads the credentials of every other pod there, or replaces a program
that root runs next.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: debug}
spec:
  containers: [{name: debug, image: "example.com/debug:1.0", volumeMounts: [{name: node, mountPath: /host}]}]
  volumes: [{name: node, hostPath: {path: /etc}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: debug}
spec:
  containers: [{name: debug, image: "example.com/debug:1.0", volumeMounts: [{name: conf, mountPath: /conf}]}]
  volumes: [{name: conf, configMap: {name: conf}}]
```

## Fix
Remove the volume, or mount the one file below it that the program reads, with `readOnly: true`.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.host_paths import Reach, host_paths, is_written
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "POD019",
    "no-sensitive-host-path",
    Severity.ERROR,
    PODS,
    aliases="KSV-0121 sensitive-host-mounts mounts",
    covers=(20,),
)
def check(pod: Pod) -> Iterator[Hit]:
    for volume in host_paths(pod):
        if volume.reach not in (Reach.SECRETS, Reach.SYSTEM) or is_node_agent(pod):
            continue
        read = volume.reach is Reach.SYSTEM and not is_written(pod, volume.name)
        message = f"volume {volume.name} is {volume.path} of the node, with {volume.reach}"
        fix = "remove it or mount the one file below it that is needed"
        yield Hit(volume.field, message, fix, severity=Severity.WARNING if read else None)
