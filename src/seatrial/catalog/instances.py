"""Instance types of AWS, Google Cloud and Azure, and machines that people own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from seatrial.catalog import table
from seatrial.catalog.reservations import KUBELET_MAX_PODS, kubelet_allocatable
from seatrial.quantity import Quantity

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

Cloud = Literal["aws", "gcp", "azure", "own"]
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Gpu:
    """The accelerators of a machine.

    Attributes:
        model: key of the model in `gpus`.
        count: devices that the node offers, at least 1.
        memory: of one device; less than the model's where the cloud hands out a virtual slice of a card, which a node
            of its own Kubernetes offers as one device (Azure's small A10 sizes, Google's `g4-standard-6`).

    """

    model: str
    count: int
    memory: Quantity


@dataclass(frozen=True, slots=True)
class GpuShare:
    """A slice of a GPU that a pod cannot ask for: AWS lists `g6f` and `gr6f` with 0 GPUs.

    It shows up as a device only under NVIDIA's GRID driver, which neither Karpenter nor we count on, so `Instance.gpu`
    is None.
    """

    model: str
    fraction: Fraction
    memory: Quantity


@dataclass(frozen=True, slots=True)
class Instance:
    """A machine that can be a node.

    Attributes:
        name: as the cloud writes it, and as `node.kubernetes.io/instance-type` will.
        cloud: `own` for a machine that no cloud rents.
        arch: `amd64` or `arm64`, as `kubernetes.io/arch`.
        cpu: vCPUs.
        memory: as the cloud lists it, before firmware and kernel.
        gpu: None without one.
        gpu_share: a slice of a GPU cut by the cloud, see `GpuShare`.
        network_gbps: None when not known.
        rdma: EFA, RoCE or InfiniBand devices; 0 without.
        local_nvme: instance storage included in the type; None when not known.
        allocatable_cpu: what pods can have after reservations.
        allocatable_memory: as `allocatable_cpu`.
        max_pods: the network's or the kubelet's default limit.
        source: key into `sources.csv`; `cluster file` for an own machine.
        date: of the source, ISO; empty for an own machine.
        usd_per_hour: what the owner reckons for an own machine, None when not said; cloud prices are in `prices`.

    """

    name: str
    cloud: Cloud
    arch: str
    cpu: Quantity
    memory: Quantity
    gpu: Gpu | None
    gpu_share: GpuShare | None
    network_gbps: float | None
    rdma: int
    local_nvme: Quantity | None
    allocatable_cpu: Quantity
    allocatable_memory: Quantity
    max_pods: int
    source: str
    date: str
    usd_per_hour: Decimal | None = None


def find_instance(name: str) -> Instance | None:
    """The cloud instance type of this name, or None."""
    row = table.find_row("instances", name)
    return _instance(row) if row else None


def instance_names(cloud: Cloud | None = None) -> tuple[str, ...]:
    """All names, or those of one cloud, sorted."""
    if cloud is None:
        return table.keys("instances")
    return tuple(row["name"] for row in table.rows("instances") if row["cloud"] == cloud)


def suggest_instances(name: str) -> tuple[str, ...]:
    """The likeliest names for one that is not in the catalogue."""
    return table.nearest(name, instance_names())


def custom_instance(
    name: str,
    *,
    cpu: Quantity,
    memory: Quantity,
    gpu: Gpu | None = None,
    usd_per_hour: Decimal | None = None,
    arch: str = "amd64",
    network_gbps: float | None = None,
    rdma: int = 0,
    local_nvme: Quantity | None = None,
) -> Instance:
    """A machine that someone owns, with the reservations of a kubelet in its default configuration.

    That is 100 MiB of memory for the eviction threshold, no CPU, and 110 pods.
    """
    allocatable_cpu, allocatable_mib = kubelet_allocatable(cpu.milli, memory.units // MIB)
    return Instance(
        name=name,
        cloud="own",
        arch=arch,
        cpu=cpu,
        memory=memory,
        gpu=gpu,
        gpu_share=None,
        network_gbps=network_gbps,
        rdma=rdma,
        local_nvme=local_nvme,
        allocatable_cpu=_milli(allocatable_cpu),
        allocatable_memory=_mib(max(0, allocatable_mib)),
        max_pods=KUBELET_MAX_PODS,
        source="cluster file",
        date="",
        usd_per_hour=usd_per_hour,
    )


def _milli(amount: int | str) -> Quantity:
    return Quantity(int(amount) * 10**6)


def _mib(amount: int | str) -> Quantity:
    return Quantity.of(int(amount) * MIB)


def _instance(row: dict[str, str]) -> Instance:
    gpu, share = _accelerators(row)
    return Instance(
        name=row["name"],
        cloud=cast("Cloud", row["cloud"]),
        arch=row["arch"],
        cpu=Quantity.of(int(row["vcpu"])),
        memory=_mib(row["memory_mib"]),
        gpu=gpu,
        gpu_share=share,
        network_gbps=int(row["network_mbps"]) / 1000 if row["network_mbps"] else None,
        rdma=int(row["rdma"]),
        local_nvme=Quantity.of(int(row["nvme_gb"]) * 10**9) if row["nvme_gb"] else None,
        allocatable_cpu=_milli(row["alloc_cpu_milli"]),
        allocatable_memory=_mib(row["alloc_memory_mib"]),
        max_pods=int(row["max_pods"]),
        source=row["source"],
        date=row["date"],
    )


def _accelerators(row: dict[str, str]) -> tuple[Gpu | None, GpuShare | None]:
    if not row["gpu"]:
        return None, None
    memory = _mib(row["gpu_memory_mib"])
    if row["gpu_share"]:
        from fractions import Fraction

        return None, GpuShare(row["gpu"], Fraction(row["gpu_share"]), memory)
    return Gpu(row["gpu"], int(row["gpu_count"]), memory), None
