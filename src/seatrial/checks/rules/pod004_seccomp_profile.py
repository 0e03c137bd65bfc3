"""Containers run under a seccomp profile.

## What it does
Asks for a `seccompProfile` of type `RuntimeDefault` or `Localhost` on the pod or on each container. Privileged
containers have none whatever they say, and Windows knows none.

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

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at
from seatrial.checks.windows import is_windows
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD004",
    "seccomp-profile",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "KSV-0030 KSV-0104 KSV-0118 CKV_K8S_29 CKV_K8S_31 CKV_K8S_32 C-0055 C-0210 C-0211 container-seccomp-profile "
        "linuxHardening seccomp"
    ),
    covers=(7, 12, 13),
)
def check(container: Container) -> Iterator[Hit]:
    profile = container.setting("seccompProfile")
    if at(profile, "type") in ("RuntimeDefault", "Localhost") or is_windows(container.pod):
        return
    if container.security.get("privileged") is True or (profile is None and is_overlay(container)):
        return
    field = container.setting_field("seccompProfile")
    message = f"container {container.name} may use every system call"
    yield Hit(field, message, "set seccompProfile: {type: RuntimeDefault}")
