"""Containers see `/proc` with its masks.

## What it does
Refuses `procMount: Unmasked`. Pods with a user namespace (`hostUsers: false`) may have it, for containers inside the
container: that is what the setting is for.

## Why
The masks hide kernel memory, keys and settings of the node that a process in the container could otherwise read or
write; Pod Security `baseline` refuses pods without them.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: build}
spec: {containers: [{name: build, image: "example.com/build:1.0", securityContext: {procMount: Unmasked}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: build}
spec:
  hostUsers: false
  containers: [{name: build, image: "example.com/build:1.0", securityContext: {procMount: Unmasked}}]
```

## Fix
Remove `procMount`, or give the pod a user namespace with `hostUsers: false`.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("POD022", "proc-masked", Severity.ERROR, CONTAINERS, aliases="KSV-0027 unsafe-proc-mount procMount", covers=(23,))
def check(container: Container) -> Iterator[Hit]:
    if container.security.get("procMount") == "Unmasked" and container.pod.spec.get("hostUsers") is not False:
        field = f"{container.path}.securityContext.procMount"
        yield Hit(field, f"container {container.name} sees /proc unmasked", "remove procMount or set hostUsers: false")
