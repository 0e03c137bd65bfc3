"""What a container asks for: CPU, memory, GPUs, ephemeral storage, RDMA devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.volumes import disk_scratch
from seatrial.quantity import Quantity
from seatrial.spec.values import QuantityRange

if TYPE_CHECKING:
    from seatrial.compiler.work import Work
    from seatrial.resource import Manifest

GI = 2**30
DEFAULT_CPU = QuantityRange.parse("100m..")
DEFAULT_MEMORY = QuantityRange.parse("128Mi..512Mi")
DEFAULT_DISK = Quantity.of(GI)
"""Request for logs and the writable layer; the limit is twice that, and the scratch directories come on top."""
FOR_THE_NODE = 10
"""Percent of a GPU node's allocatable memory and CPU left to its DaemonSets: logs, metrics, device plugin."""
EFA, RDMA = "vpc.amazonaws.com/efa", "rdma/hca"


def container_resources(work: Work[Any]) -> Manifest:
    """`resources` of the container: requests and limits of everything it uses."""
    asked = work.spec.resources
    cpu = asked.cpu or _share_of_node(work, "cpu") or DEFAULT_CPU
    memory = memory_of(work)
    disk = asked.disk or _default_disk(work)
    requests: dict[str, str | int] = {
        "cpu": cpu.request.decimal,
        "memory": memory.request.binary,
        "ephemeral-storage": disk.request.binary,
    }
    limits: dict[str, str | int] = {}
    if cpu.limit is not None:
        limits["cpu"] = cpu.limit.decimal
    if memory.limit is not None:
        limits["memory"] = memory.limit.binary
    if disk.limit is not None:
        limits["ephemeral-storage"] = disk.limit.binary
    for name, count in _devices(work):
        requests[name] = limits[name] = count
    return {"requests": requests, "limits": limits} if limits else {"requests": requests}


def memory_of(work: Work[Any]) -> QuantityRange:
    """Memory request and limit; a GPU pod that does not say gets the part of its node that goes with its GPUs."""
    return work.spec.resources.memory or _share_of_node(work, "memory") or DEFAULT_MEMORY


def rdma_resource(work: Work[Any]) -> str:
    """Name under which the device plugin reports RDMA devices: EFA on AWS, the shared device plugin's elsewhere."""
    instances = [work.context.instances[name] for name in work.pools if name in work.context.instances]
    return EFA if any(instance.cloud == "aws" for instance in instances) else RDMA


def _devices(work: Work[Any]) -> list[tuple[str, str]]:
    """Extended resources, as text: the API server answers with text, and a number would look like a change."""
    found = [(work.gpu.resource, str(work.gpu.count))] if work.gpu else []
    if work.spec.resources.rdma:
        found.append((rdma_resource(work), str(work.spec.resources.rdma)))
    return found


def _default_disk(work: Work[Any]) -> QuantityRange:
    reserved, bounded = disk_scratch(work)
    return QuantityRange(DEFAULT_DISK + reserved, DEFAULT_DISK * 2 + reserved + bounded)


def _share_of_node(work: Work[Any], what: str) -> QuantityRange | None:
    """What goes with the GPUs of a pod on the smallest node it may run on, less a tenth for the node's own pods.

    Without it the namespace's LimitRange would give a model server 512Mi, and the kernel would kill it while it loads.
    """
    shares: list[Quantity] = []
    need = work.gpu
    for name in need.pools if need else ():
        instance, offer = work.context.instances.get(name), work.context.offers.get(name)
        if need and instance and offer and offer.count:
            whole = instance.allocatable_memory if what == "memory" else instance.allocatable_cpu
            shares.append(Quantity(whole.nanos * (100 - FOR_THE_NODE) // 100 * need.count // offer.count))
    if not shares:
        return None
    if what == "memory":
        amount = Quantity.of(max(1, min(shares).nanos // (GI * 10**9)) * GI)
        return QuantityRange(amount, amount)
    return QuantityRange(Quantity(max(10**8, min(shares).nanos // 10**8 * 10**8)), None)
