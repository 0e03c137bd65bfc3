"""The Node objects of the pools: what the local cluster creates, and what a trial fills with pods."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Literal

from seatrial.compiler.places import region_of, zones_of
from seatrial.compiler.requests import EFA, RDMA
from seatrial.spec.machines import allocatable_disk, disk_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.catalog.instances import Instance
    from seatrial.compiler.context import Context
    from seatrial.compiler.gpu import GpuOffer
    from seatrial.resource import Manifest
    from seatrial.spec.pools import Pool

POOL = "seatrial.dev/pool"
CAPACITY = "seatrial.dev/capacity"
SPOT_TAINT = {"key": "seatrial.dev/spot", "value": "true", "effect": "NoSchedule"}


def nodes(context: Context, *, at: Literal["min", "max"] = "min") -> tuple[Manifest, ...]:
    """The nodes of every pool whose machine is known, in the order of the file, named `<cluster>-<pool>-<n>`.

    Args:
        context: the compilation.
        at: each pool at the fewest or at the most nodes it may have.

    """
    return tuple(node for name in context.cluster.pools for node in pool_nodes(context, name, at=at))


def pool_nodes(context: Context, name: str, *, at: Literal["min", "max"] = "min") -> Iterator[Manifest]:
    """The nodes of one pool, dealt out over its zones in turn; none where the machine is not known."""
    pool = context.cluster.pools[name]
    instance = context.instances.get(name)
    if not instance:
        return
    offer = context.offers.get(name)
    count = pool.nodes.minimum if at == "min" else pool.nodes.maximum
    labels = {**_labels(context, name, pool, instance), **(_gpu_labels(offer, pool) if offer else {}), **pool.labels}
    taints = _taints(pool, offer)
    status = _status(context, pool, instance, offer)
    zones = islice(cycle(pool.zones or zones_of(context)), count)
    for number, zone in enumerate(zones):
        host = f"{context.cluster.name}-{name}-{number}"
        yield {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": host,
                "labels": {**labels, "kubernetes.io/hostname": host, "topology.kubernetes.io/zone": zone},
                "annotations": {"kwok.x-k8s.io/node": "fake", "seatrial.dev/source": f"pools.{name}"},
            },
            "spec": {"taints": taints} if taints else {},
            "status": status,
        }


def _labels(context: Context, name: str, pool: Pool, instance: Instance) -> dict[str, str]:
    region = region_of(context)
    return {
        "kubernetes.io/arch": instance.arch,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": instance.name,
        POOL: name,
        CAPACITY: "spot" if pool.spot else "on-demand",
        "app.kubernetes.io/managed-by": "seatrial",
        "app.kubernetes.io/part-of": context.cluster.name,
        **({"topology.kubernetes.io/region": region} if region else {}),
    }


def _gpu_labels(offer: GpuOffer, pool: Pool) -> dict[str, str]:
    """What GPU feature discovery writes for NVIDIA, and the node labeller's product name for the other vendors."""
    gpu, sharing = offer.gpu, pool.sharing
    if gpu.vendor != "nvidia":
        return {gpu.product_label: gpu.product} if gpu.product_label else {}
    major, _, minor = gpu.compute_capability.partition(".")
    strategy = ("mps" if sharing.mps else "time-slicing" if sharing.time_slicing else "none") if sharing else "none"
    return {
        "nvidia.com/gpu.present": "true",
        "nvidia.com/gpu.product": gpu.product,
        "nvidia.com/gpu.count": str(offer.gpus),
        "nvidia.com/gpu.memory": str(gpu.memory_mib),
        "nvidia.com/gpu.family": gpu.family,
        "nvidia.com/gpu.compute.major": major,
        "nvidia.com/gpu.compute.minor": minor,
        "nvidia.com/gpu.replicas": str(offer.shares),
        "nvidia.com/gpu.sharing-strategy": strategy,
        "nvidia.com/mig.capable": str(bool(gpu.mig)).lower(),
        **({"nvidia.com/mig.strategy": "mixed"} if offer.profile else {}),
    }


def _taints(pool: Pool, offer: GpuOffer | None) -> list[dict[str, str]]:
    taints = [{"key": offer.taint_key, "value": "present", "effect": "NoSchedule"}] if offer else []
    taints += [SPOT_TAINT] if pool.spot else []
    for text in pool.taints:
        pair, _, effect = text.rpartition(":")
        key, _, value = pair.partition("=")
        taints.append({"key": key, **({"value": value} if value else {}), "effect": effect})
    return taints


def _status(context: Context, pool: Pool, instance: Instance, offer: GpuOffer | None) -> Manifest:
    shared = {"hugepages-1Gi": "0", "hugepages-2Mi": "0", "pods": str(_max_pods(pool, instance))}
    if offer:
        shared[offer.resource] = str(offer.count)
    if instance.rdma:
        shared[EFA if instance.cloud == "aws" else RDMA] = str(instance.rdma)
    version = f"v{context.version}" + ("" if context.version.patch else ".0")
    return {
        "capacity": {
            "cpu": instance.cpu.decimal,
            "memory": instance.memory.binary,
            "ephemeral-storage": disk_of(pool).binary,
            **shared,
        },
        "allocatable": {
            "cpu": instance.allocatable_cpu.decimal,
            "memory": instance.allocatable_memory.binary,
            "ephemeral-storage": str(allocatable_disk(pool).units),
            **shared,
        },
        "nodeInfo": {
            "architecture": instance.arch,
            "bootID": "",
            "containerRuntimeVersion": "",
            "kernelVersion": "",
            "kubeProxyVersion": version,
            "kubeletVersion": version,
            "machineID": "",
            "operatingSystem": "linux",
            "osImage": "",
            "systemUUID": "",
        },
    }


def _max_pods(pool: Pool, instance: Instance) -> int:
    return instance.max_pods if isinstance(pool.instance, str) else pool.instance.max_pods
