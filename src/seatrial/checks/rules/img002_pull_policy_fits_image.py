"""The pull policy fits the image.

## What it does
Refuses `Always` for an image pinned by digest, `IfNotPresent` for a tag that moves, and `Never` outside the cluster
of this machine.

## Why
With `Always` a pod cannot restart while the registry is away, though a digest can never change; with `IfNotPresent` a
moving tag stays at whatever the node pulled first.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:latest", imagePullPolicy: IfNotPresent}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.4.2", imagePullPolicy: IfNotPresent}]}
```

## Fix
Pin the image and write `imagePullPolicy: IfNotPresent`, or leave the policy out.

## References
- https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.image import MOVING, tag_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("IMG002", "pull-policy-fits-image", Severity.WARNING, CONTAINERS, aliases="AI042")
def check(container: Container) -> Iterator[Hit]:
    policy, tag = container.spec.get("imagePullPolicy"), tag_of(container.image)
    field = f"{container.path}.imagePullPolicy"
    if policy == "Always" and "@" in container.image:
        yield Hit(field, f"container {container.name} asks the registry at every start", "write IfNotPresent")
    elif policy == "IfNotPresent" and container.image and tag in MOVING:
        yield Hit(field, f"container {container.name} keeps an old {container.image}", "pin the image or write Always")
    elif policy == "Never" and not container.pod.inventory.context.local:
        yield Hit(field, f"container {container.name} starts only where its image already is", "write IfNotPresent")
