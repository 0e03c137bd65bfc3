"""The root filesystem of containers is read-only.

## What it does
Asks for `readOnlyRootFilesystem: true` on every container; Windows has no such setting.

## Why
Whoever breaks into a container with a writable image can replace its programs, and files written there fill the
node's disk until the kubelet evicts its neighbours.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: example.com/chat:1.0
      securityContext: {readOnlyRootFilesystem: true}
      volumeMounts: [{name: tmp, mountPath: /tmp}]
  volumes: [{name: tmp, emptyDir: {sizeLimit: 1Gi}}]
```

## Fix
Set `securityContext.readOnlyRootFilesystem: true` and mount an emptyDir with a sizeLimit where the program writes,
such as `/tmp` and model caches.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.windows import is_windows
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "POD005",
    "read-only-root",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "KSV-0014 CKV_K8S_22 C-0017 no-read-only-root-fs container-security-context-readonlyrootfilesystem "
        "notReadOnlyRootFilesystem rootfs"
    ),
    covers=(6,),
)
def check(container: Container) -> Iterator[Hit]:
    read_only = container.security.get("readOnlyRootFilesystem")
    if read_only is not True and not is_windows(container.pod) and not (read_only is None and is_overlay(container)):
        field = f"{container.path}.securityContext.readOnlyRootFilesystem"
        message = f"container {container.name} can write to its image"
        yield Hit(field, message, "set readOnlyRootFilesystem: true and mount an emptyDir where it writes")
