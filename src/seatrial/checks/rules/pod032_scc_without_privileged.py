"""OpenShift's security constraints allow no privileged containers.

## What it does
Refuses `allowPrivilegedContainer: true` in SecurityContextConstraints.

## Why
Every user and ServiceAccount that may use the constraints becomes root on a node with one pod.

## Bad
```yaml
apiVersion: security.openshift.io/v1
kind: SecurityContextConstraints
metadata: {name: training}
allowPrivilegedContainer: true
```

## Good
```yaml
apiVersion: security.openshift.io/v1
kind: SecurityContextConstraints
metadata: {name: training}
allowPrivilegedContainer: false
allowedCapabilities: [IPC_LOCK]
```

## Fix
Set `allowPrivilegedContainer: false` and allow what the pods need one by one.

## References
- https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule(
    "POD032",
    "scc-without-privileged",
    Severity.WARNING,
    objects("SecurityContextConstraints"),
    aliases="scc-deny-privileged-container",
    covers=(36,),
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.manifest.get("allowPrivilegedContainer") is True:
        message = f"the constraints {thing.name} allow privileged containers"
        yield Hit("allowPrivilegedContainer", message, "set allowPrivilegedContainer: false")
