"""Under which resource name a pool offers its GPUs, and how many of them a pod must ask for.

Everything that names a GPU resource (nodes, pods, quotas, costs) asks here, so that they cannot disagree.

- A whole GPU: the vendor's name, `nvidia.com/gpu`.
- A time-sliced or MPS share: `nvidia.com/gpu.shared`, the name the NVIDIA device plugin gives with `renameByDefault`,
  so that a pod that needs a whole GPU never gets a share by accident.
- A MIG slice: `nvidia.com/mig-1g.10gb`, the plugin's `mixed` strategy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpu, gpu_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.catalog.gpus import GpuModel
    from seatrial.compiler.context import Context
    from seatrial.spec.machines import Machine
    from seatrial.spec.values import GpuRequest
    from seatrial.spec.workloads import Workload

NVIDIA = "nvidia.com/gpu"
SHARED = "nvidia.com/gpu.shared"


@dataclass(frozen=True, slots=True)
class GpuOffer:
    """The GPUs of one node of a pool.

    Attributes:
        resource: name of the extended resource that the device plugin reports.
        count: how many of it a node has: GPUs, shares or slices.
        gpus: physical GPUs of a node.
        gpu: the model.
        shares: pods that one GPU serves in turns or through MPS; 1 when it is not shared that way.
        profile: MIG profile that each GPU is cut into; empty when it is not.

    """

    resource: str
    count: int
    gpus: int
    gpu: GpuModel
    shares: int = 1
    profile: str = ""

    @property
    def taint_key(self) -> str:
        """Key of the pool's taint `<key>=present:NoSchedule`: the vendor's plain resource name, shared or not."""
        return self.gpu.resource


@dataclass(frozen=True, slots=True)
class GpuNeed:
    """What one pod asks for, and the pools that offer it under that name."""

    resource: str
    count: int
    pools: tuple[str, ...]


def gpu_offer(machine: Machine) -> GpuOffer | None:
    """What the device plugin offers on such a node; None where it has no GPUs."""
    gpu = machine.gpu
    if not gpu:
        return None
    if machine.profile:
        resource = f"nvidia.com/mig-{machine.profile}"
        return GpuOffer(resource, machine.slices, machine.gpus, gpu, profile=machine.profile)
    if machine.shares > 1:
        return GpuOffer(SHARED, machine.gpus * machine.shares, machine.gpus, gpu, machine.shares)
    return GpuOffer(gpu.resource, machine.gpus, machine.gpus, gpu)


def gpu_need(context: Context, workload: Workload) -> GpuNeed | None:
    """What one pod of the workload asks for; None when it asks for no GPU.

    A share is as many replicas of the shared resource as make up at least the wanted part of a GPU: `0.5 l4` on a pool
    with four shares for each GPU asks for two. Pools that share in another ratio would need another number, so the
    first fitting pool of the file decides, and only pools that agree with it are listed.
    """
    request = workload.resources.gpu
    if not request:
        return None
    found = [(units_of(request, offer), offer, name) for name, offer in _offers(context, workload)]
    fitting = [(units, offer.resource, name) for units, offer, name in found if units]
    if not fitting:
        gpu = find_gpu(request.model)
        return GpuNeed(gpu.resource if gpu else NVIDIA, max(1, -(-request.count // 1)), ())
    first = fitting[0][:2]
    pools = tuple(name for units, resource, name in fitting if (units, resource) == first)
    return GpuNeed(resource=first[1], count=first[0], pools=pools)


def units_of(request: GpuRequest, offer: GpuOffer) -> int:
    """How many of the offered resource the request is; 0 for another model or another kind of sharing."""
    if not gpu_answers(request.model, offer.gpu.key):
        return 0
    if request.profile or offer.profile:
        return request.count.numerator if request.profile == offer.profile else 0
    if request.count < 1:
        return -(-(request.count * offer.shares) // 1) if offer.shares > 1 else 0
    return request.count.numerator if offer.shares == 1 else 0


def pools_for(context: Context, workload: Workload) -> tuple[str, ...]:
    """The pools whose nodes a pod of the workload may run on, in the order of the file.

    A named pool is the only one. Else those with the GPUs it asks for; a workload without GPUs stays off GPU nodes,
    which are tainted, off spot nodes unless it says `spot`, and off pools with taints of their own.
    """
    need = gpu_need(context, workload)
    if need:
        return need.pools
    if workload.pool:
        return (workload.pool,) if workload.pool in context.cluster.pools else ()
    return tuple(
        name
        for name, pool in context.cluster.pools.items()
        if not pool.taints and (workload.spot or not pool.spot) and name not in context.offers
    )


def _offers(context: Context, workload: Workload) -> Iterator[tuple[str, GpuOffer]]:
    for name, offer in context.offers.items():
        pool = context.cluster.pools[name]
        if name == workload.pool if workload.pool else (not pool.taints and (workload.spot or not pool.spot)):
            yield name, offer
