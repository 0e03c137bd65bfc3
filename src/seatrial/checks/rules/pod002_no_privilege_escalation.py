"""No process gains more privileges than its parent.

## What it does
Asks for `allowPrivilegeEscalation: false` on every container.

## Why
Without it a set-user-ID program in the image turns an ordinary process into root. Kubernetes allows it unless told
otherwise, and Pod Security `restricted` refuses pods that do not say no.

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
  containers: [{name: chat, image: "example.com/chat:1.0", securityContext: {allowPrivilegeEscalation: false}}]
```

## Fix
Set `securityContext.allowPrivilegeEscalation: false`. The field exists only on containers, not on pods.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "POD002",
    "no-privilege-escalation",
    Severity.ERROR,
    CONTAINERS,
    aliases=(
        "KSV-0001 CKV_K8S_20 CKV_K8S_5 C-0016 C-0197 C-0217 privilege-escalation-container privilegeEscalationAllowed"
    ),
)
def check(container: Container) -> Iterator[Hit]:
    if container.security.get("allowPrivilegeEscalation") is not False:
        field = f"{container.path}.securityContext.allowPrivilegeEscalation"
        yield Hit(field, f"container {container.name} may gain privileges", "set allowPrivilegeEscalation: false")
