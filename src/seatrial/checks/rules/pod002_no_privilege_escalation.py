"""No process gains more privileges than its parent.

## What it does
Asks for `allowPrivilegeEscalation: false` on every container. Privileged containers and those with `SYS_ADMIN` are
left to the rules about these: the API server refuses the setting beside them, and on Windows.

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
Set `securityContext.allowPrivilegeEscalation: false`. The field exists only on containers, not on pods. `--fix` adds
it to containers that run as another user than root and drop all capabilities, where it takes nothing away.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capabilities import added, drops_all
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.windows import is_windows
from seatrial.edit import Edit
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
        "KSV-0001 KSV-0118 CKV_K8S_20 CKV_K8S_5 CKV_K8S_30 C-0016 C-0197 C-0211 C-0217 "
        "privilege-escalation-container privilegeEscalationAllowed privesc"
    ),
    covers=(2, 7),
)
def check(container: Container) -> Iterator[Hit]:
    allowed = container.security.get("allowPrivilegeEscalation")
    if allowed is False or _is_refused(container) or (allowed is None and is_overlay(container)):
        return
    field = f"{container.path}.securityContext.allowPrivilegeEscalation"
    message = f"container {container.name} may gain privileges"
    edits: tuple[Edit, ...] = ()
    if allowed is None and _has_nothing_to_gain(container):
        edits = (Edit(container.to("securityContext", "allowPrivilegeEscalation"), value=False),)
    yield Hit(field, message, "set allowPrivilegeEscalation: false", edits=edits)


def _is_refused(container: Container) -> bool:
    """Whether the API server refuses the container with `allowPrivilegeEscalation: false`."""
    if container.security.get("privileged") is True or is_windows(container.pod):
        return True
    return any(name == "SYS_ADMIN" for _, name in added(container))


def _has_nothing_to_gain(container: Container) -> bool:
    return container.setting("runAsNonRoot") is True and drops_all(container) and not any(added(container))
