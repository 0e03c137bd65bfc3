"""What a node keeps for itself: capacity minus kube-reserved, system-reserved and the eviction threshold.

The formulas are the clouds' own; a real node has some MiB less still, because firmware and kernel take their share of
the memory before the kubelet counts it.
"""

from __future__ import annotations

EVICTION_MIB = 100
"""The kubelet's default `evictionHard: memory.available`, which GKE and AKS (1.29 and later) keep."""
GKE_MAX_PODS = 110
"""Default of GKE Standard clusters."""
AKS_MAX_PODS = 250
"""Default of Azure CNI Overlay, the network of new AKS clusters."""
KUBELET_MAX_PODS = 110
GIB = 1024
"""MiB in a GiB."""
GKE_SHARED_CORE_MILLI = 1060
CPU_TIERS = ((1_000, 60_000), (1_000, 10_000), (2_000, 5_000), (None, 2_500))
"""GKE: thousandths of a core in the tier (None: all the rest), millionths of them reserved."""
MEMORY_TIERS = ((4 * 1024, 25), (4 * 1024, 20), (8 * 1024, 10), (112 * 1024, 6), (None, 2))
"""GKE: MiB in the tier, percent of them reserved."""


def _tiered(amount: int, tiers: tuple[tuple[int | None, int], ...]) -> int:
    """The sum over tiers of amount in the tier times its rate."""
    reserved = 0
    for width, rate in tiers:
        part = amount if width is None else min(amount, width)
        reserved += part * rate
        amount -= part
    return reserved


def gke_allocatable(cpu_milli: int, memory_mib: int, *, shared_core: bool = False) -> tuple[int, int]:
    """Allocatable (milli-CPU, MiB) of a GKE node.

    CPU: 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest; shared-core E2 types keep
    1060m. Memory: 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % of the
    rest, 255 MiB for machines below 1 GiB, and 100 MiB for eviction.
    Source: cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes.
    """
    cpu = GKE_SHARED_CORE_MILLI if shared_core else -(-_tiered(cpu_milli, CPU_TIERS) // 1_000_000)
    memory = 255 if memory_mib < GIB else -(-_tiered(memory_mib, MEMORY_TIERS) // 100)
    return cpu_milli - cpu, memory_mib - memory - EVICTION_MIB


def aks_allocatable(cpu_milli: int, memory_mib: int, max_pods: int = AKS_MAX_PODS) -> tuple[int, int]:
    """Allocatable (milli-CPU, MiB) of an AKS node, 1.29 and later.

    CPU: the table 60, 100, 140, 180, 260, 420, 740m for 1, 2, 4, 8, 16, 32, 64 cores is 60m for the first core, 40m
    for the second, 20m for each of the next two and 10m for each after; larger sizes continue that line. Memory:
    20 MB for each of `max_pods` and 50 MB, at most a quarter of the machine, and 100 MiB for eviction.
    Source: learn.microsoft.com/azure/aks/node-resource-reservations.
    """
    cores = cpu_milli // 1000
    reserved_cpu = 60 * min(cores, 1) + 40 * (cores >= 2) + 20 * max(0, min(cores, 4) - 2) + 10 * max(0, cores - 4)  # noqa: PLR2004  the table's own steps
    reserved_mib = min(-(-(20 * max_pods + 50) * 10**6 // 2**20), memory_mib // 4)
    return cpu_milli - reserved_cpu, memory_mib - reserved_mib - EVICTION_MIB


def kubelet_allocatable(cpu_milli: int, memory_mib: int) -> tuple[int, int]:
    """Allocatable (milli-CPU, MiB) of a kubelet with its default configuration: only the eviction threshold is kept.

    Source: kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1, `evictionHard`.
    """
    return cpu_milli, memory_mib - EVICTION_MIB
