"""Containers run under a seccomp profile.

## What it does
Asks for a `seccompProfile` of type `RuntimeDefault` or `Localhost` on the pod or on each container.

## Why
Without a profile every system call of the node's kernel is open to the container, and the seldom used ones are where
kernel exploits are found. Pod Security `restricted` refuses pods without one.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {seccompProfile: {type: Unconfined}}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {seccompProfile: {type: RuntimeDefault}}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Set `securityContext.seccompProfile.type: RuntimeDefault` on the pod.

## References
- https://kubernetes.io/docs/tutorials/security/seccomp/
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD004",
    "seccomp-profile",
    Severity.ERROR,
    CONTAINERS,
    aliases="KSV-0030 KSV-0104 CKV_K8S_31 CKV_K8S_32 C-0210 container-seccomp-profile",
)
def check(container: Container) -> Iterator[Hit]:
    if at(container.setting("seccompProfile"), "type") not in ("RuntimeDefault", "Localhost"):
        field = container.setting_field("seccompProfile")
        message = f"container {container.name} may use every system call"
        yield Hit(field, message, "set seccompProfile: {type: RuntimeDefault}")
