"""A team's quota counts GPUs, too.

## What it does
Looks at namespaces whose ResourceQuotas limit CPU or memory while pods there ask for an accelerator that no quota of
the namespace counts. Namespaces with a Kueue LocalQueue are left out: the queue counts.

## Why
One team can take every GPU of the cluster although its CPUs are limited.

## Bad
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.cpu: 80, requests.memory: 320Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: ai}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: ai}
spec: {hard: {requests.cpu: 80, requests.memory: 320Gi, requests.nvidia.com/gpu: 16}}
---
apiVersion: v1
kind: Pod
metadata: {name: train, namespace: ai}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Fix
Add `requests.nvidia.com/gpu` with the team's share to a ResourceQuota of the namespace.

## References
- https://kubernetes.io/docs/concepts/policy/resource-quotas/#resource-quota-for-extended-resources
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.kueue import local_queues
from seatrial.checks.placement import asked_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import is_accelerator, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object

COMPUTE = frozenset({"cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"})


@rule("AI114", "gpu-quota-set", Severity.WARNING, objects("ResourceQuota"), aliases="AI014")
def check(thing: Object) -> Iterator[Hit]:
    inventory, namespace = thing.inventory, thing.namespace
    asked = inventory.derive(_asked).get(namespace)
    hard = mapping(thing.spec.get("hard"))
    if not asked or not COMPUTE & hard.keys() or local_queues(inventory, namespace):
        return
    quotas = inventory.in_namespace("ResourceQuota", namespace)
    counted = {name for quota in quotas for name in mapping(quota.spec.get("hard"))}
    missing = sorted(resource for resource in asked if f"requests.{resource}" not in counted)
    # A wrong name, `limits.nvidia.com/gpu`, is NS003's.
    named = {str(name).rpartition("limits.")[2] for name in counted if not str(name).startswith("requests.")}
    for resource in missing:
        if resource not in named and is_accelerator(resource):
            message = f"the quotas of namespace {namespace or 'default'} do not count {resource}"
            yield Hit(f"spec.hard.requests.{resource}", message, f"add requests.{resource} with the team's share")
            return


def _asked(inventory: Inventory) -> dict[str, set[str]]:
    """Namespace → accelerators that its pods ask for."""
    found: dict[str, set[str]] = {}
    for thing in inventory.objects:
        for pod in thing.pods:
            if pod.accelerators:
                found.setdefault(thing.namespace, set()).update(asked_of(pod))
    return found
