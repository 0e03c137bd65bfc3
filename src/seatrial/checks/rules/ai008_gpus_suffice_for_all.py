"""The declared nodes have GPUs for everything that is to run.

## What it does
Adds up the accelerators that Deployments and StatefulSets ask at their smallest number of replicas, and those of each
Job and each group of training pods alone, and compares them with all nodes of the set: the Node objects, or the
`limits` of the Karpenter NodePools. It says nothing where a cloud may add nodes. What a ResourceQuota allows is NS002,
what a Kueue queue has AI012.

## Why
The last pods stay Pending for ever, and which ones these are changes with every restart.

## Bad
```yaml
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: 8}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3, template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 4}}}]}}}
```

## Good
```yaml
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: 8}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 2, template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 4}}}]}}}
```

## Fix
Run fewer replicas, ask for fewer GPUs, or declare more nodes.

## References
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
- https://karpenter.sh/docs/concepts/nodepools/#speclimits
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capacity import capacity, least_demand, standing_demand
from seatrial.checks.distributed import teams
from seatrial.checks.placement import asked_of
from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.checks.view import REPLICATED
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object


@rule("AI008", "gpus-suffice-for-all", Severity.ERROR, EVERYTHING, aliases="AI008", absence=True)
def check(inventory: Inventory) -> Iterator[Hit]:
    have = capacity(inventory)
    if not have:
        return
    asked = standing_demand(inventory)
    for resource, count in asked.items():
        if count > have.get(resource, count):
            thing = _largest(inventory, resource)
            message = f"the workloads ask for {count} {resource} and all nodes together have {have[resource]}"
            yield Hit("spec.replicas", message, "run fewer replicas or declare more nodes", thing)
    for thing, demand in _batches(inventory):
        for resource, count in demand.items():
            if count > have.get(resource, count):
                message = (
                    f"{thing.kind} {thing.name} asks for {count} {resource} at once and all nodes have {have[resource]}"
                )
                yield Hit("spec", message, "run fewer pods at once or declare more nodes", thing)


def _largest(inventory: Inventory, resource: str) -> Object:
    things = [thing for kind in REPLICATED for thing in inventory.of_kind(kind)]
    return max(things, key=lambda thing: least_demand(thing).get(resource, 0))


def _batches(inventory: Inventory) -> Iterator[tuple[Object, Mapping[str, int]]]:
    """What must run at the same time: the pods of a team. Other pods of a Job may wait for one another."""
    for team in teams(inventory).values():
        total: dict[str, int] = {}
        for pod, count in team.members:
            for name, each in asked_of(pod).items():
                total[name] = total.get(name, 0) + each * count
        yield team.object, total
