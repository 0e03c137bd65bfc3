"""How many GPUs the pools have and the workloads ask for, and so what room is left when pods move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.spec.jobs import Job


@dataclass(frozen=True, slots=True)
class GpuDemand:
    """GPUs of the pools that can serve the same request, and what all workloads ask of them at their largest.

    Attributes:
        capacity: what the pools offer with all their nodes.
        asked: what everything asks for that may run on one of them.
        node: what the largest of their nodes offers.

    """

    capacity: int
    asked: int
    node: int

    @property
    def spare(self) -> int:
        return self.capacity - self.asked


def most_pods(spec: Service | Job) -> int:
    """Pods of a workload at its largest."""
    return spec.replicas.maximum if isinstance(spec, Service) else spec.workers


def gpu_demand(context: Context, works: Iterable[Work[Any]]) -> dict[tuple[str, ...], GpuDemand]:
    """Demand for each set of pools that some workload may run on.

    Workloads compete when they share a pool, whichever other pools each of them may use.
    """
    asked: dict[tuple[str, ...], int] = {}
    for work in works:
        if work.gpu:
            asked[work.gpu.pools] = asked.get(work.gpu.pools, 0) + work.gpu.count * most_pods(work.spec)
    return {
        pools: GpuDemand(
            capacity=sum(context.offers[name].count * context.cluster.pools[name].nodes.maximum for name in pools),
            asked=sum(count for other, count in asked.items() if not set(pools).isdisjoint(other)),
            node=max((context.offers[name].count for name in pools), default=0),
        )
        for pools in asked
    }


def homeless_pods(work: Work[Service], demand: dict[tuple[str, ...], GpuDemand]) -> int:
    """Pods of the service, at most, that find no GPU elsewhere when the largest of their nodes is drained."""
    if not work.gpu:
        return 0
    pools = demand[work.gpu.pools]
    missing = max(0, pools.asked - (pools.capacity - pools.node))
    return min(pools.node // work.gpu.count, -(-missing // work.gpu.count), work.spec.replicas.maximum)
