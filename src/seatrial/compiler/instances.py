"""From a pool of the file to the machine that the catalogue knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpus
from seatrial.catalog.instances import Gpu, Instance, custom_instance, find_instance
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from seatrial.spec.pools import CustomInstance, Pool


def instance_of(pool: Pool) -> Instance | None:
    """The machine of a pool; None when no catalogue lists the type, which the checks of the file report."""
    if isinstance(pool.instance, str):
        return find_instance(pool.instance)
    return _own_machine(pool.instance)


def _own_machine(machine: CustomInstance) -> Instance:
    gpu = None
    models = find_gpus(machine.gpu.model) if machine.gpu else ()
    if machine.gpu and models:
        gpu = Gpu(models[0].key, machine.gpu.count.numerator, Quantity.of(models[0].memory_mib * 2**20))
    instance = custom_instance(
        "own",
        cpu=machine.cpu,
        memory=machine.memory,
        gpu=gpu,
        usd_per_hour=machine.price,
        arch=machine.arch,
        rdma=machine.rdma,
    )
    return replace(instance, max_pods=machine.max_pods)
