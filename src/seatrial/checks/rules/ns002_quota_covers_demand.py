"""A namespace's quota covers what its workloads ask.

## What it does
Adds up what the pods of all long-running workloads of the namespace ask at their smallest number of replicas, and
what each Job asks alone, and compares it with the ResourceQuota.

## Why
The controller can then not create the last pods, and nothing but an event on the ReplicaSet says so.

## Bad
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.nvidia.com/gpu: 2}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: ai}
spec: {replicas: 3, template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
```

## Good
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.nvidia.com/gpu: 4}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: ai}
spec: {replicas: 3, template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
```

## Fix
Raise the quota of the team, or ask for less.

## References
- https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.demand import Demand, add, demand_of, times
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import REPLICATED, Object, integer, mapping, quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT_NAMES = {"cpu": "requests.cpu", "memory": "requests.memory", "ephemeral-storage": "requests.ephemeral-storage"}


@rule("NS002", "quota-covers-demand", Severity.ERROR, objects("ResourceQuota"), aliases="AI008")
def check(thing: Object) -> Iterator[Hit]:
    if thing.spec.get("scopes") or thing.spec.get("scopeSelector"):
        return
    inventory = thing.inventory
    services = [owner for kind in REPLICATED for owner in inventory.in_namespace(kind, thing.namespace)]
    asked = [("the workloads", add(_demand(owner, inventory.replicas(owner)[0]) for owner in services))]
    for job in inventory.in_namespace("Job", thing.namespace):
        # Jobs wait for each other's quota, so only one that never fits is a fault.
        parallel = integer(job.spec.get("parallelism"))
        asked.append((f"Job {job.name}", _demand(job, 1 if parallel is None else parallel)))
    for name, raw in mapping(thing.spec.get("hard")).items():
        hard = quantity(raw)
        for who, demand in asked:
            amount = demand.get(SHORT_NAMES.get(name, name))
            if hard is not None and amount and amount > hard:
                message = f"{who} of namespace {thing.namespace} ask for {amount} {name}, the quota allows {raw}"
                yield Hit(f"spec.hard.{name}", message, "raise the quota or ask for less")


def _demand(owner: Object, count: int) -> Demand:
    return times(add(demand_of(pod) for pod in owner.pods), count)
