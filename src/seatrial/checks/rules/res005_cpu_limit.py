"""Containers have a CPU limit.

## What it does
Asks for `limits.cpu` on every container. The rule is an opinion and off unless it is asked for: a request already
guarantees every container its share, and a limit only forbids the use of what nobody else wants.

## Why
Without a limit a program is as fast as its node is idle, so it is slower on the day when the node is full, and whoever
bills by use cannot say the most that it costs. The price of a limit is that the program is stopped for parts of each
100 ms when it has used its share, which hurts servers, and the loaders that feed a GPU, most.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {cpu: 500m}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {requests: {cpu: 500m}, limits: {cpu: 2}}}]}
```

## Fix
Set `resources.limits.cpu` well above the request, or leave this rule off.

## References
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
- https://github.com/zegl/kube-score/issues/30
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.limit_ranges import has_limit
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "RES005",
    "cpu-limit",
    Severity.INFO,
    CONTAINERS,
    aliases="KSV-0011 CKV_K8S_11 C-0009 C-0270 container-resources cpuLimitsMissing POP-107 limits",
    covers=(63,),
    opt_in=True,
)
def check(container: Container) -> Iterator[Hit]:
    if has_limit(container, "cpu") or is_overlay(container):
        return
    message = f"container {container.name} may use all CPUs of its node"
    yield Hit(f"{container.resources_path}.limits.cpu", message, "set limits.cpu")
