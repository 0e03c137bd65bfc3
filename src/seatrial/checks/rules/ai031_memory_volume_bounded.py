"""Volumes in memory have a size that fits the memory limit.

## What it does
Asks emptyDir volumes of medium `Memory` for a `sizeLimit` that leaves room below the memory limit of each container
that mounts them.

## Why
What is written there counts as memory of the container, so a full volume gets it killed as out of memory.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, volumeMounts: [{name: shm, mountPath: /dev/shm}], resources: {limits: {memory: 8Gi}}}]
  volumes: [{name: shm, emptyDir: {medium: Memory}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, volumeMounts: [{name: shm, mountPath: /dev/shm}], resources: {limits: {memory: 8Gi}}}]
  volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 2Gi}}]
```

## Fix
Set `emptyDir.sizeLimit` below the container's memory limit, or raise that limit.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, quantity, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("AI031", "memory-volume-bounded", Severity.ERROR, CONTAINERS, aliases="AI031")
def check(container: Container) -> Iterator[Hit]:
    limit = quantity(container.limits.get("memory"))
    for index, mount in enumerate(sequence(container.spec.get("volumeMounts"))):
        name = text(at(mount, "name"))
        scratch = at(container.pod.volumes.get(name), "emptyDir")
        if at(scratch, "medium") != "Memory":
            continue
        size = quantity(at(scratch, "sizeLimit"))
        field = f"{container.path}.volumeMounts[{index}]"
        if size is None:
            yield Hit(
                field, f"volume {name} may fill the memory of container {container.name}", "set emptyDir.sizeLimit"
            )
        elif limit and size >= limit:
            message = f"volume {name} is as large as the memory limit of container {container.name}"
            yield Hit(field, message, "make sizeLimit smaller or limits.memory larger")
