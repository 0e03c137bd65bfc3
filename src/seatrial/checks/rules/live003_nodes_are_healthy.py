"""Nodes are ready and under no pressure.

## What it does
Reads the conditions of nodes: not ready, short of memory, disk or process numbers, without network; and nodes that
are closed for new pods.

## Why
What runs there is moved, killed or lost, and a GPU node that is closed and forgotten is paid for by the hour.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {conditions: [{type: Ready, status: Unknown}]}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {conditions: [{type: Ready, status: 'True'}, {type: DiskPressure, status: 'False'}]}
```

## Fix
Look at the node's kubelet and events; uncordon it if it was closed for work that is done.

## References
- https://kubernetes.io/docs/reference/node/node-status/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PRESSURES = {
    "MemoryPressure": "is short of memory",
    "DiskPressure": "is short of disk",
    "PIDPressure": "is short of process numbers",
    "NetworkUnavailable": "has no network",
}


@rule(
    "LIVE003",
    "nodes-are-healthy",
    Severity.ERROR,
    objects("Node"),
    aliases="POP-701 POP-702 POP-703 POP-704 POP-705 POP-706 POP-707 POP-708 POP-712",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    for index, condition in enumerate(sequence(at(thing.manifest, "status", "conditions"))):
        kind, status = text(at(condition, "type")), at(condition, "status")
        field = f"status.conditions[{index}]"
        if kind == "Ready" and status != "True":
            yield Hit(field, f"node {thing.name} is not ready", "look at its kubelet")
        elif kind in PRESSURES and status == "True":
            yield Hit(
                field, f"node {thing.name} {PRESSURES[kind]}", "free some, or move pods", severity=Severity.WARNING
            )
    if thing.spec.get("unschedulable") is True:
        message = f"node {thing.name} takes no new pods"
        yield Hit("spec.unschedulable", message, "uncordon it when the work on it is done", severity=Severity.WARNING)
