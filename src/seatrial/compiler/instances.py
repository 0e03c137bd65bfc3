"""From a pool of the file to the machine that the catalogue knows."""

from __future__ import annotations

from functools import lru_cache

from seatrial.catalog.instances import Instance, custom_instance, find_instance
from seatrial.spec.pools import CustomInstance, Pool


def instance_of(pool: Pool) -> Instance | None:
    """The machine of a pool; None when no catalogue lists the type, which the checks of the file report."""
    if isinstance(pool.instance, str):
        return find_instance(pool.instance)
    return _own(pool.instance)


@lru_cache(maxsize=256)
def _own(machine: CustomInstance) -> Instance:
    gpu = machine.gpu
    return custom_instance(
        cpu=machine.cpu,
        memory=machine.memory,
        gpu=(gpu.model, gpu.count.numerator) if gpu else None,
        price=machine.price,
        arch=machine.arch,
        max_pods=machine.max_pods,
        rdma=machine.rdma,
    )
