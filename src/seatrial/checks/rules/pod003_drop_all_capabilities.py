"""Containers drop all Linux capabilities.

## What it does
Asks for `capabilities.drop: [ALL]` on every container, in capitals as Pod Security compares it. Privileged containers
keep all of them whatever they say, and Windows has none.

## Why
A container keeps fourteen capabilities by default, among them sending raw packets and changing file owners, which
servers and training never use and attackers do. Pod Security `restricted` refuses pods that keep them.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "example.com/chat:1.0", securityContext: {capabilities: {drop: [NET_RAW]}}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "example.com/chat:1.0", securityContext: {capabilities: {drop: [ALL]}}}]
```

## Fix
Set `securityContext.capabilities.drop: [ALL]`.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capabilities import drops_all
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, sequence
from seatrial.checks.windows import is_windows
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD003",
    "drop-all-capabilities",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "KSV-0003 KSV-0004 KSV-0106 KSV-0118 KSV-0119 CKV_K8S_7 CKV_K8S_28 CKV_K8S_30 CKV_K8S_36 CKV_K8S_37 C-0055 "
        "C-0199 C-0201 C-0211 C-0220 drop-net-raw-capability insecureCapabilities linuxHardening capabilities"
    ),
    covers=(7, 8, 9, 13),
)
def check(container: Container) -> Iterator[Hit]:
    if drops_all(container) or container.security.get("privileged") is True or is_windows(container.pod):
        return
    dropped = sequence(at(container.security.get("capabilities"), "drop"))
    if not dropped and is_overlay(container):
        return
    kept = "Linux capabilities" if "NET_RAW" in dropped else "NET_RAW and other Linux capabilities"
    field = f"{container.path}.securityContext.capabilities.drop"
    yield Hit(field, f"container {container.name} keeps {kept}", "set drop: [ALL]")
