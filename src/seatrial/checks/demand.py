"""What a pod asks of the scheduler and of a ResourceQuota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import quantity
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.checks.view import Container, Pod

Demand = dict[str, Quantity]
NONE = Quantity(0)


def demand_of(pod: Pod) -> Demand:
    """By the resource names of a ResourceQuota: `requests.cpu`, `limits.memory`, `requests.nvidia.com/gpu`, `pods`.

    Init containers run one after the other, sidecars (`restartPolicy: Always`) beside everything: the pod asks for
    the larger of the containers' sum and the largest init container, plus the sidecars (Kubernetes' `PodRequests`).
    """
    main = _sum(_amounts(c) for c in pod.containers if not c.init)
    sidecars = _sum(_amounts(c) for c in pod.containers if c.init and c.spec.get("restartPolicy") == "Always")
    total = dict(main)
    for container in pod.containers:
        if container.init and container.spec.get("restartPolicy") != "Always":
            for name, amount in _amounts(container).items():
                total[name] = max(total.get(name, NONE), amount)
    return {**_sum([total, sidecars]), "pods": Quantity.of(1)}


def times(demand: Mapping[str, Quantity], count: int) -> Demand:
    return {name: amount * count for name, amount in demand.items()}


def add(demands: Iterable[Mapping[str, Quantity]]) -> Demand:
    return _sum(demands)


def _amounts(container: Container) -> Demand:
    """A limit without a request counts as the request: the API server copies it."""
    found: Demand = {}
    for name, raw in {**container.limits, **container.requests}.items():
        amount = quantity(raw)
        if amount:
            found[f"requests.{name}"] = amount
    for name, raw in container.limits.items():
        amount = quantity(raw)
        if amount:
            found[f"limits.{name}"] = amount
    return found


def _sum(demands: Iterable[Mapping[str, Quantity]]) -> Demand:
    total: Demand = {}
    for demand in demands:
        for name, amount in demand.items():
            total[name] = total.get(name, NONE) + amount
    return total
