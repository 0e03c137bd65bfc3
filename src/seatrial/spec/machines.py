"""The node of a pool: what it holds and how it offers its GPUs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpus, gpu_answers
from seatrial.catalog.instances import custom_instance, find_instance
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from seatrial.catalog.gpus import GpuModel
    from seatrial.catalog.instances import Instance
    from seatrial.spec.pools import CustomInstance, Pool
    from seatrial.spec.values import GpuRequest

DISK_RESERVED = Quantity.of(2**30)
DISK_EVICTION = 10
"""The kubelet keeps 10 % of the disk free by default (`nodefs.available`), and we leave it 1 GiB for itself."""


def disk_of(pool: Pool) -> Quantity:
    """The disk that pods share: the pool's root disk, or the own machine's."""
    return pool.disk if isinstance(pool.instance, str) else pool.instance.disk


def allocatable_disk(pool: Pool) -> Quantity:
    """What pods may request of it together; never below zero."""
    disk = disk_of(pool)
    return max(Quantity(0), Quantity(disk.nanos - disk.nanos // DISK_EVICTION) - DISK_RESERVED)


@dataclass(frozen=True, slots=True)
class Machine:
    """One node of a pool.

    Attributes:
        instance: the catalogue's facts, or those of an own machine.
        gpu: model of its GPUs, None where it has none.
        gpus: physical GPUs.
        shares: pods that one GPU serves in turns or through MPS; 1 when it is not shared that way.
        profile: MIG profile that each GPU is cut into; empty when it is not.
        slices: MIG slices of the node.

    """

    instance: Instance
    gpu: GpuModel | None = None
    gpus: int = 0
    shares: int = 1
    profile: str = ""
    slices: int = 0

    @property
    def cpu(self) -> Quantity:
        return self.instance.allocatable_cpu

    @property
    def memory(self) -> Quantity:
        return self.instance.allocatable_memory

    def has_model(self, model: str) -> bool:
        return self.gpu is not None and gpu_answers(model, self.gpu.key)

    def pods_by_gpu(self, request: GpuRequest) -> int:
        """How many such pods the node's GPUs serve; 0 where it offers none in this form."""
        if not self.has_model(request.model):
            return 0
        if request.profile or self.profile:
            return self.slices // request.count.numerator if request.profile == self.profile else 0
        if request.count < 1:
            return self.gpus * self.shares // -(-request.count * self.shares // 1) if self.shares > 1 else 0
        return self.gpus // request.count.numerator if self.shares == 1 else 0


def machine_of(pool: Pool) -> Machine | None:
    """The node of a pool; None where the instance type or its GPU is not known."""
    if isinstance(pool.instance, str):
        instance = find_instance(pool.instance)
        if not instance:
            return None
        models = find_gpus(instance.gpu.model) if instance.gpu else ()
        return _shared(pool, instance, models, instance.gpu.count if instance.gpu else 0)
    own = pool.instance
    models = find_gpus(own.gpu.model) if own.gpu else ()
    if own.gpu and not models:
        return None
    return _shared(pool, _own(own), models, own.gpu.count.numerator if own.gpu else 0)


def _own(own: CustomInstance) -> Instance:
    return custom_instance("own", cpu=own.cpu, memory=own.memory, usd_per_hour=own.price, arch=own.arch, rdma=own.rdma)


def _shared(pool: Pool, instance: Instance, models: tuple[GpuModel, ...], count: int) -> Machine:
    gpu, sharing = (models[0] if models else None), pool.sharing
    if not gpu or not sharing:
        return Machine(instance, gpu, count)
    per_gpu = next((profile.per_gpu for profile in gpu.mig if profile.name == sharing.mig), 0)
    return Machine(
        instance,
        gpu,
        count,
        shares=sharing.time_slicing or sharing.mps or 1,
        profile=sharing.mig or "",
        slices=count * per_gpu,
    )
