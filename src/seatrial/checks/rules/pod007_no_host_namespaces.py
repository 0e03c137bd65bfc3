"""Pods keep to their own network, processes and shared memory.

## What it does
Refuses `hostNetwork`, `hostPID` and `hostIPC`.

## Why
A pod in a namespace of the node sees every process, socket or memory segment of the other pods there, and
NetworkPolicies do not hold for it. Shared memory for GPU workers comes from an emptyDir at `/dev/shm`.

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
Remove the field. In place of `hostIPC` mount a memory-backed emptyDir with a sizeLimit at `/dev/shm`.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod

SHARED = {"hostNetwork": "network", "hostPID": "processes", "hostIPC": "shared memory"}


@rule(
    "POD007",
    "no-host-namespaces",
    Severity.ERROR,
    PODS,
    aliases=(
        "KSV-0008 KSV-0009 KSV-0010 CKV_K8S_17 CKV_K8S_18 CKV_K8S_19 CKV_K8S_1 CKV_K8S_3 CKV_K8S_4 C-0038 "
        "C-0041 C-0194 C-0195 C-0196 C-0214 C-0215 C-0216 C-0275 C-0276 host-pid host-ipc host-network "
        "hostPIDSet hostIPCSet hostNetworkSet AI032"
    ),
)
def check(pod: Pod) -> Iterator[Hit]:
    for name, what in SHARED.items():
        if pod.spec.get(name) is True:
            fix = "mount an emptyDir of medium Memory at /dev/shm instead" if name == "hostIPC" else f"remove {name}"
            yield Hit(f"{pod.path}.{name}", f"the pod shares the {what} of its node", fix)
