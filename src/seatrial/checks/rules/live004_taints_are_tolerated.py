"""Every tainted node has a pod that tolerates it.

## What it does
Finds taints with the effect NoSchedule or NoExecute that no pod of the cluster tolerates.

## Why
The node is empty and stays so, and an empty GPU node costs as much as a full one.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec: {taints: [{key: team, value: vision, effect: NoSchedule}]}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec: {taints: [{key: team, value: vision, effect: NoSchedule}]}
---
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {tolerations: [{key: team, operator: Exists}], containers: [{name: a, image: a}]}
```

## Fix
Remove the taint, or give the pods that are meant for the node a toleration.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory


@rule(
    "LIVE004",
    "taints-are-tolerated",
    Severity.WARNING,
    objects("Node"),
    aliases="POP-700 POP-711",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    tolerations = thing.inventory.derive(_tolerations)
    for index, taint in enumerate(sequence(thing.spec.get("taints"))):
        key, effect = text(at(taint, "key")), text(at(taint, "effect"))
        own = key.startswith(("node.kubernetes.io/", "node-role.kubernetes.io/", "node.cilium.io/"))
        if effect in ("NoSchedule", "NoExecute") and not own and not any(_tolerates(one, taint) for one in tolerations):
            message = f"no pod tolerates the taint {key} of node {thing.name}"
            yield Hit(f"spec.taints[{index}]", message, "remove it, or give pods a toleration")


def _tolerations(inventory: Inventory) -> list[Mapping[str, Any]]:
    """Those that some workload has on purpose: a DaemonSet that tolerates everything fills no node."""
    pods = (pod for thing in inventory.objects if thing.kind != "DaemonSet" for pod in thing.pods)
    return [mapping(one) for pod in pods for one in sequence(pod.spec.get("tolerations"))]


def _tolerates(toleration: Mapping[str, Any], taint: Any) -> bool:
    key, effect = toleration.get("key"), toleration.get("effect")
    if effect and effect != at(taint, "effect"):
        return False
    if toleration.get("operator") == "Exists":
        return not key or key == at(taint, "key")
    return key == at(taint, "key") and text(toleration.get("value")) == text(at(taint, "value"))
