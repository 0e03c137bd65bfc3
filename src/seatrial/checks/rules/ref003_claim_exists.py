"""Volume claims that pods mount exist.

## What it does
Looks for each PersistentVolumeClaim that a pod names.

## Why
The pod stays Pending, and with it the GPU it was meant for stays idle.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
```

## Fix
Correct `claimName`, or add the PersistentVolumeClaim in the pod's namespace.

## References
- https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REF003", "claim-exists", Severity.ERROR, PODS, absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        name = text(at(volume, "persistentVolumeClaim", "claimName"))
        if name and not pod.inventory.has("PersistentVolumeClaim", pod.namespace, name):
            field = f"{pod.path}.volumes[{index}].persistentVolumeClaim.claimName"
            yield Hit(field, f"PersistentVolumeClaim {name} does not exist", "correct the name or add it")
