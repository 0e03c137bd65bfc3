"""Namespaces and volumes are in use or gone.

## What it does
Finds namespaces that have been ending, PersistentVolumes that failed or that nobody holds any more, and claims that
wait or have lost their volume.

## Why
A namespace that never ends blocks its name, and a volume that nobody holds is paid for.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
status: {phase: Failed}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
status: {phase: Bound}
```

## Fix
See the events of the object; a namespace waits for the finalizers of what is in it, which its conditions name.

## References
- https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase
- https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PHASES = {
    "Namespace": {"Terminating": "has been deleted and does not end"},
    "PersistentVolume": {
        "Failed": "could not be taken back",
        "Released": "is held by no claim any more, and kept",
        "Pending": "is not there yet",
        "Available": "waits for a claim",
    },
    "PersistentVolumeClaim": {"Pending": "has no volume", "Lost": "has lost its volume"},
}


@rule(
    "LIVE005",
    "nothing-is-stuck",
    Severity.WARNING,
    objects("Namespace", "PersistentVolume", "PersistentVolumeClaim"),
    aliases="POP-800 POP-1000 POP-1001 POP-1002 POP-1003 POP-1004",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    phase = text(at(thing.manifest, "status", "phase"))
    trouble = PHASES.get(thing.kind, {}).get(phase)
    if trouble:
        yield Hit("status.phase", f"{thing.kind} {thing.name} {trouble}", "see its events and conditions")
