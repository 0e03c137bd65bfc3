"""Volumes in memory have a size that fits the memory limit.

## What it does
Asks emptyDir volumes of medium `Memory` that are mounted for a `sizeLimit`, and for limits that together stay below
the memory limit of each container that mounts them. Outside pods with an accelerator it only warns.

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

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, quantity, sequence, text
from seatrial.finding import Severity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

NONE = Quantity(0)


@rule("AI031", "memory-volume-bounded", Severity.ERROR, PODS, aliases="AI031")
def check(pod: Pod) -> Iterator[Hit]:
    sizes: dict[str, Quantity | None] = {}
    places: dict[str, int] = {}
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        if at(volume, "emptyDir", "medium") == "Memory":
            name = text(at(volume, "name"))
            sizes[name], places[name] = quantity(at(volume, "emptyDir", "sizeLimit")), index
    if not sizes:
        return
    severity = None if pod.accelerators else Severity.WARNING
    mounts = {id(container): _mounted(container, sizes) for container in pod.containers}
    for name, size in sizes.items():
        users = [container for container in pod.containers if name in mounts[id(container)]]
        if size is None and users:
            message = f"volume {name} may fill the memory of container {users[0].name}"
            yield Hit(_field(pod, places[name]), message, "set emptyDir.sizeLimit", severity=severity)
    for container in pod.containers:
        limit = quantity(container.limits.get("memory"))
        known = {name: size for name in mounts[id(container)] if (size := sizes[name])}
        total = sum(known.values(), NONE)
        if limit and known and total >= limit:
            largest = max(known, key=lambda name: known[name])
            what = f"volume {largest}" if len(known) == 1 else f"the volumes {', '.join(sorted(known))}"
            message = f"{what} may take {total}, and container {container.name} has {limit} of memory"
            fix = "make sizeLimit smaller or limits.memory larger"
            yield Hit(_field(pod, places[largest]), message, fix, severity=severity)


def _mounted(container: Container, names: dict[str, Quantity | None]) -> list[str]:
    mounts = (text(at(mount, "name")) for mount in sequence(container.spec.get("volumeMounts")))
    return [name for name in dict.fromkeys(mounts) if name in names]


def _field(pod: Pod, index: int) -> str:
    return f"{pod.path}.volumes[{index}].emptyDir.sizeLimit"
