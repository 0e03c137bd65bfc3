"""How many accelerators the set has, and how many its workloads ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.demand import demand_of
from seatrial.checks.kueue import is_admitted
from seatrial.checks.placement import asked_of
from seatrial.checks.pools import pools_of
from seatrial.checks.view import REPLICATED, mapping, quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod


def capacity(inventory: Inventory) -> Mapping[str, int]:
    """Accelerator resource → devices of all declared nodes together; without those that have no bound."""
    return inventory.derive(_capacity)


def _capacity(inventory: Inventory) -> Mapping[str, int]:
    declared = pools_of(inventory)
    if not declared.closed:
        return {}
    total: dict[str, int] = {}
    unbounded: set[str] = set()
    for pool in declared.pools:
        for resource in {shape.resource for shape in pool.shapes}:
            limit = quantity((pool.limits or {}).get(resource))
            if limit is None:
                unbounded.add(resource)
            else:
                total[resource] = total.get(resource, 0) + limit.units
    return {resource: count for resource, count in total.items() if resource not in unbounded}


def standing_demand(inventory: Inventory) -> Mapping[str, int]:
    """Accelerator resource → what Deployments and StatefulSets ask together, each at its smallest."""
    return inventory.derive(_standing)


def _standing(inventory: Inventory) -> Mapping[str, int]:
    total: dict[str, int] = {}
    for kind in REPLICATED:
        for thing in inventory.of_kind(kind):
            if any(pod.accelerators for pod in thing.pods) and not is_admitted(thing):
                for resource, count in least_demand(thing).items():
                    total[resource] = total.get(resource, 0) + count
    return total


def least_demand(thing: Object) -> Mapping[str, int]:
    """What the smallest number of replicas of a workload asks."""
    replicas = thing.inventory.replicas(thing)[0]
    return {name: count * replicas for pod in thing.pods for name, count in asked_of(pod).items()}


def spare(pod: Pod) -> tuple[int, str] | None:
    """GPUs that are left beside all that is to run, and where; None where that is not known.

    The least of what the caller knows of the pod's pools, of what the declared nodes leave, and of what a ResourceQuota
    of the namespace leaves.
    """
    known = pod.inventory.context.spare_gpus.get(pod.object.key)
    found = [(known, "its pools have")] if known is not None else []
    asked = asked_of(pod)
    if len(asked) == 1:
        resource = next(iter(asked))
        if resource in capacity(pod.inventory):
            left = capacity(pod.inventory)[resource] - standing_demand(pod.inventory).get(resource, 0)
            found.append((max(left, 0), "the declared nodes have"))
        for quota in pod.inventory.in_namespace("ResourceQuota", pod.namespace):
            hard = quantity(mapping(quota.spec.get("hard")).get(f"requests.{resource}"))
            if hard is not None and not quota.spec.get("scopes") and not quota.spec.get("scopeSelector"):
                used = _used(pod.inventory, pod.namespace, f"requests.{resource}")
                found.append((max(hard.units - used, 0), f"ResourceQuota {quota.name} has"))
    return min(found, default=None)


def _used(inventory: Inventory, namespace: str, name: str) -> int:
    total = 0
    for kind in REPLICATED:
        for thing in inventory.in_namespace(kind, namespace):
            amounts = [demand_of(pod).get(name) for pod in thing.pods if pod.accelerators]
            total += sum(amount.units for amount in amounts if amount) * inventory.replicas(thing)[0]
    return total
