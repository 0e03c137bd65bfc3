"""Pods that write to the node's disk have a limit there.

## What it does
Looks for pods that can fill the disk of their node: a container whose root filesystem is writable, or an `emptyDir` on
disk without a `sizeLimit`. One limit of `ephemeral-storage` in the pod is enough, because the kubelet adds up the
limits of a pod's containers and evicts the pod that writes more; a container without one has no limit of its own then.
The default of a LimitRange counts. Logs are not counted, since the kubelet rotates them, and neither are Windows pods
or pods of containers that are laid over others, whose limits are elsewhere.

## Why
A cache, a core dump or a download fills the disk of the node, and the kubelet then evicts the pods that stand beside
it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", resources: {limits: {ephemeral-storage: 2Gi}}}]}
```

## Fix
Set `resources.limits.ephemeral-storage` to the most that the pod ever writes, downloaded weights included; or make the
root filesystem read-only and give each `emptyDir` a `sizeLimit`.

## References
- https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.limit_ranges import has_limit
from seatrial.checks.overlays import is_overlay
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at
from seatrial.checks.windows import is_windows
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.view import Container, Pod

DISK = "ephemeral-storage"


@rule(
    "RES007",
    "disk-bounded",
    Severity.WARNING,
    PODS,
    aliases="container-ephemeral-storage-request-and-limit",
    covers=(67,),
)
def check(pod: Pod) -> Iterator[Hit]:
    containers = pod.main_containers
    if not containers or any(has_limit(container, DISK) for container in pod.containers) or is_windows(pod):
        return
    if any(map(is_overlay, containers)):
        return
    writer = next((container for container in pod.containers if _root_is_writable(container)), None)
    volume = next((name for name, volume in pod.volumes.items() if _is_unbounded(volume)), "")
    if writer or volume:
        place = writer or containers[0]
        how = f"container {place.name} writes without a limit" if writer else f"volume {volume} has no sizeLimit"
        message = f"the pod may fill the disk of its node: {how}"
        yield Hit(f"{place.resources_path}.limits.{DISK}", message, "set limits.ephemeral-storage")


def _root_is_writable(container: Container) -> bool:
    return container.security.get("readOnlyRootFilesystem") is not True


def _is_unbounded(volume: Mapping[str, Any]) -> bool:
    """An `emptyDir` on disk without a size; one in memory counts as memory."""
    disk = volume.get("emptyDir")
    return isinstance(disk, dict) and not at(disk, "sizeLimit") and not at(disk, "medium")
