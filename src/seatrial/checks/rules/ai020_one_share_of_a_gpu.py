"""A container asks for one share of a shared GPU.

## What it does
Finds containers that ask for more than one GPU where GPUs are shared by time-slicing or MPS: by the resource
`nvidia.com/gpu.shared`, by node labels (`-SHARED` products, GKE's `gke-gpu-sharing-strategy`), or because all declared
nodes or the device plugin's only configuration in the set share them. Under the resource's own name it is a note: who
writes `nvidia.com/gpu.shared` may mean that fewer pods share the GPU.

## Why
Two shares are most likely two turns on the same GPU and give neither twice the memory nor twice the speed, and a
device plugin that is set up to refuse such requests keeps the pod from starting.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec: {containers: [{name: notebook, resources: {limits: {nvidia.com/gpu.shared: 2}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec: {containers: [{name: notebook, resources: {limits: {nvidia.com/gpu.shared: 1}}}]}
```

## Fix
Ask for one share, or use nodes whose GPUs are not shared.

## References
- https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html
- https://cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.sharing import SHARED, sharing_of
from seatrial.checks.view import quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("AI020", "one-share-of-a-gpu", Severity.WARNING, CONTAINERS, aliases="AI020")
def check(container: Container) -> Iterator[Hit]:
    sharing = sharing_of(container) if container.accelerators > 1 else None
    amount = quantity(container.limits.get(sharing.resource)) if sharing else None
    if sharing and amount and amount.units > 1:
        message = f"container {container.name} asks for {amount.units} shares of GPUs under {sharing.strategy}"
        fix = "ask for 1 share or use nodes whose GPUs are not shared"
        # Who writes the name of a share knows that it is one, and may mean a place in the queue.
        severity = Severity.INFO if sharing.resource == SHARED else None
        yield Hit(f"{container.resources_path}.limits.{sharing.resource}", message, fix, severity=severity)
