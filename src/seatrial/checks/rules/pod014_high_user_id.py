"""Containers run as a user and a group that no node knows.

## What it does
Asks for a `runAsUser` and a `runAsGroup` of 10000 or more, on the pod or on each container. It is an opinion and runs
only if asked for: many images work only as the user they were built for, such as 1000 in notebooks and Ray, and a user
namespace (`hostUsers: false`), where it asks for nothing, separates users better.

## Why
A process that gets out of its container is on the node the user with the same number, and low numbers are people and
services there.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Set `runAsUser` and `runAsGroup` to a number from 10000 that may read the image's files.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
- https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, integer
from seatrial.checks.windows import is_windows
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 10_000
NAMES = {"runAsUser": "user", "runAsGroup": "group"}


@rule(
    "POD014",
    "high-user-id",
    Severity.INFO,
    CONTAINERS,
    aliases="KSV-0020 KSV-0021 CKV_K8S_40 container-security-context-user-group-id",
    covers=(4,),
    opt_in=True,
)
def check(container: Container) -> Iterator[Hit]:
    if container.pod.spec.get("hostUsers") is False or is_windows(container.pod):
        return
    for name, what in NAMES.items():
        number = integer(container.setting(name))
        if number is None:
            if not is_overlay(container):
                message = f"container {container.name} runs as the {what} that its image says"
                yield Hit(container.setting_field(name), message, f"set {name} to a number from {LEAST}")
        elif number < LEAST:
            message = f"container {container.name} runs as {what} {number}, which nodes may know"
            yield Hit(container.setting_field(name), message, f"set {name} to a number from {LEAST}")
