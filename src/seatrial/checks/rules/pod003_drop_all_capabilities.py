"""Containers drop all Linux capabilities.

## What it does
Asks for `capabilities.drop: [ALL]` on every container, and allows only `NET_BIND_SERVICE` to be added; containers
with an RDMA device may also add `IPC_LOCK`, which pins the memory the device reads.

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
Set `securityContext.capabilities.drop: [ALL]` and remove what `add` lists.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

RDMA = ("rdma/", "vpc.amazonaws.com/efa")


@rule(
    "POD003",
    "drop-all-capabilities",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0003 KSV-0004 KSV-0106 KSV-0119 KSV-0022 KSV-0005 CKV_K8S_37 CKV_K8S_36 CKV_K8S_28 CKV_K8S_7 "
        "CKV_K8S_25 CKV_K8S_24 CKV_K8S_39 C-0046 C-0199 C-0200 C-0201 C-0219 C-0220 drop-net-raw-capability "
        "insecureCapabilities dangerousCapabilities AI079"
    ),
)
def check(container: Container) -> Iterator[Hit]:
    capabilities = mapping(container.security.get("capabilities"))
    path = f"{container.path}.securityContext.capabilities"
    if "ALL" not in sequence(capabilities.get("drop")):
        yield Hit(f"{path}.drop", f"container {container.name} keeps Linux capabilities", "set drop: [ALL]")
    has_rdma = any(text(name).startswith(RDMA) for name in container.limits)
    allowed = ("NET_BIND_SERVICE", "IPC_LOCK") if has_rdma else ("NET_BIND_SERVICE",)
    for index, added in enumerate(sequence(capabilities.get("add"))):
        if added not in allowed:
            yield Hit(f"{path}.add[{index}]", f"container {container.name} adds the capability {added}", "remove it")
