"""Pods have shared memory of their own.

## What it does
Refuses `hostIPC: true`.

## Why
The pod reads and writes the shared memory of every other pod that does the same on its node, and gets no more of it
than the node's own default. Shared memory for GPU workers comes from an emptyDir at `/dev/shm`.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  hostIPC: true
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", volumeMounts: [{name: shm, mountPath: /dev/shm}]}]
  volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 8Gi}}]
```

## Fix
Remove `hostIPC` and mount a memory-backed emptyDir with a sizeLimit at `/dev/shm`. It counts towards the memory limit.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD012",
    "no-host-ipc",
    Severity.ERROR,
    PODS,
    aliases="KSV-0008 CKV_K8S_3 CKV_K8S_18 C-0038 C-0195 C-0215 C-0276 host-ipc hostIPCSet hostns AI032",
    covers=(15,),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("hostIPC") is not True or is_node_agent(pod):
        return
    fix = "remove hostIPC" if _has_shared_memory(pod) else "mount an emptyDir of medium Memory at /dev/shm instead"
    yield Hit(f"{pod.path}.hostIPC", "the pod shares the shared memory of its node", fix)


def _has_shared_memory(pod: Pod) -> bool:
    mounts = (mount for container in pod.containers for mount in sequence(container.spec.get("volumeMounts")))
    return any(text(at(mount, "mountPath")).rstrip("/") == "/dev/shm" for mount in mounts)  # noqa: S108  in a container
