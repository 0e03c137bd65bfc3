"""Containers run as a user other than root.

## What it does
Asks for `runAsNonRoot: true` on the pod or on each container, and for a `runAsUser` that is not 0. Pods with a user
namespace (`hostUsers: false`) may run as root: that root is nobody on the node.

## Why
A process that is root inside the container is root on the node as soon as it finds a way out of it. Pod Security
`restricted` refuses such pods.

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
  securityContext: {runAsNonRoot: true}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Set `securityContext.runAsNonRoot: true` on the pod. If the image's user is root, give a `runAsUser` that owns the
files it writes.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD001",
    "run-as-non-root",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0012 KSV-0105 KSV-0118 CKV_K8S_23 CKV_K8S_6 CKV_K8S_29 C-0013 C-0198 C-0211 C-0218 run-as-non-root "
        "runAsRootAllowed POP-302 POP-306 nonroot"
    ),
    covers=(3, 7),
)
def check(container: Container) -> Iterator[Hit]:
    if container.pod.spec.get("hostUsers") is False:
        return
    wanted = container.setting("runAsNonRoot")
    if wanted is not True:
        if wanted is None and is_overlay(container):
            return
        field = container.setting_field("runAsNonRoot")
        yield Hit(field, f"container {container.name} may run as root", "set runAsNonRoot: true")
    elif integer(container.setting("runAsUser")) == 0:
        field = container.setting_field("runAsUser")
        yield Hit(field, f"container {container.name} asks for user 0", "remove runAsUser or give one above 0")
