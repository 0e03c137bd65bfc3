"""No process is in the root group.

## What it does
Refuses group 0 in `runAsGroup`, `fsGroup` and `supplementalGroups`. Pods with a user namespace (`hostUsers: false`) may
have it: that group is nobody's on the node.

## Why
Files that the image or a volume keeps for root are open to its group more often than one thinks, so a process that is
not root reads or changes them all the same.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {runAsUser: 65532, runAsGroup: 0}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Give a group above 0 that owns what the program writes.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, integer, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

FIX = "give a group above 0"


@rule("POD015", "no-root-group", Severity.WARNING, PODS, aliases="KSV-0116 run-as-non-root", covers=(5,))
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("hostUsers") is False:
        return
    path = f"{pod.path}.securityContext"
    for name in ("runAsGroup", "fsGroup"):
        if integer(pod.security.get(name)) == 0:
            yield Hit(f"{path}.{name}", f"{name} is the root group", FIX)
    for index, group in enumerate(sequence(pod.security.get("supplementalGroups"))):
        if integer(group) == 0:
            yield Hit(f"{path}.supplementalGroups[{index}]", "supplementalGroups has the root group", "remove it")
    for container in pod.containers:
        if integer(container.security.get("runAsGroup")) == 0:
            field = f"{container.path}.securityContext.runAsGroup"
            yield Hit(field, f"container {container.name} runs in the root group", FIX)
