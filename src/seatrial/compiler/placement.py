"""Which nodes a pod may run on, which it prefers, and how replicas spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.catalog.gpus import find_gpu
from seatrial.compiler.context import selector_labels
from seatrial.compiler.emit.runtime import runtime_class

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.compiler.work import Work
    from seatrial.resource import Manifest
    from seatrial.spec.services import Service

POOL_LABEL = "seatrial.dev/pool"
CAPACITY_LABEL = "seatrial.dev/capacity"
PRODUCT_LABEL = "nvidia.com/gpu.product"
ARCH_LABEL = "kubernetes.io/arch"
ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
SPOT_TOLERATION: Manifest = {
    "key": "seatrial.dev/spot",
    "operator": "Equal",
    "value": "true",
    "effect": "NoSchedule",
}
AZURE_SPOT_TOLERATION: Manifest = {
    "key": "kubernetes.azure.com/scalesetpriority",
    "operator": "Equal",
    "value": "spot",
    "effect": "NoSchedule",
}
"""AKS puts this taint on its spot pools by itself."""
PREFER_SPOT: list[Manifest] = [
    {
        "weight": 50,
        "preference": {"matchExpressions": [{"key": CAPACITY_LABEL, "operator": "In", "values": ["spot"]}]},
    }
]


def runtime_class_of(work: Work[Any]) -> str:
    """The runtime class of a pod: only NVIDIA GPUs need one, and not everywhere."""
    nvidia = work.gpu and work.gpu.resource.startswith("nvidia.com/")
    return runtime_class(work.context) if nvidia else ""


def tolerations(work: Work[Any]) -> list[Manifest]:
    """GPU taints for GPU pods alone, spot taints for what may be stopped, a named pool's own taints."""
    found: list[Manifest] = []
    if work.gpu:
        keys = dict.fromkeys(work.context.offers[name].taint_key for name in work.pools if name in work.context.offers)
        found += [{"key": key, "operator": "Exists", "effect": "NoSchedule"} for key in keys or ("nvidia.com/gpu",)]
    if work.spec.spot:
        found.append(SPOT_TOLERATION)
        if work.context.cloud == "azure":
            found.append(AZURE_SPOT_TOLERATION)
    pool = work.context.cluster.pools.get(work.spec.pool) if work.spec.pool else None
    return found + [_toleration(taint) for taint in (pool.taints if pool else ())]


def affinity(work: Work[Any]) -> Manifest:
    """Node affinity: what a node must have, and whether spot is preferred; empty when there is nothing to say."""
    node: Manifest = {}
    required = list(_requirements(work))
    if required:
        terms = [{"matchExpressions": required}]
        node["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": terms}
    if work.spec.spot:
        node["preferredDuringSchedulingIgnoredDuringExecution"] = PREFER_SPOT
    return {"nodeAffinity": node} if node else {}


def together(work: Work[Any]) -> Manifest:
    """Pod affinity of workers that train together: every exchanged gradient that crosses zones is slow and paid for."""
    term = {"topologyKey": ZONE, "labelSelector": {"matchLabels": selector_labels(work.name)}}
    return {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]}


def spread(work: Work[Service], revision_label: str = "") -> list[Manifest]:
    """Replicas over zones and over nodes.

    Args:
        work: the service.
        revision_label: label that tells the revisions apart, where a rollout starts new pods before it stops old ones:
            counted together, the old would push the new aside. Left out where an old pod makes room first: the new one
            has to go into that room, and counted by revision its zone may be forbidden; the rollout would never end.

    """
    zone = "DoNotSchedule" if work.spec.spread == "hard" else "ScheduleAnyway"
    return [_constraint(work, ZONE, zone, revision_label), _constraint(work, HOST, "ScheduleAnyway", revision_label)]


def _constraint(work: Work[Service], topology: str, unsatisfiable: str, revision_label: str) -> Manifest:
    """One constraint; a hard one on GPU pods counts all revisions, because spare GPUs may all be in one zone."""
    may_block = work.gpu and unsatisfiable == "DoNotSchedule"
    return {
        "maxSkew": 1,
        "topologyKey": topology,
        "whenUnsatisfiable": unsatisfiable,
        "labelSelector": {"matchLabels": selector_labels(work.name)},
        "nodeTaintsPolicy": "Honor",
        **({"matchLabelKeys": [revision_label]} if revision_label and not may_block else {}),
    }


def _requirements(work: Work[Any]) -> Iterable[Manifest]:
    """The labels that a node must have."""
    if work.spec.pool:
        yield _in(POOL_LABEL, [work.spec.pool])
        return
    if work.gpu:
        products = _products(work)
        if products or work.pools:
            yield _in(PRODUCT_LABEL, products) if products else _in(POOL_LABEL, list(work.pools))
    if not work.gpu and any(instance.arch != "amd64" for instance in work.context.instances.values()):
        yield _in(ARCH_LABEL, ["amd64"])


def _products(work: Work[Any]) -> list[str]:
    """The GPU models as GPU feature discovery names them; empty for accelerators that it does not label."""
    offers = [work.context.offers[name].gpu for name in work.pools if name in work.context.offers]
    asked = find_gpu(work.spec.resources.gpu.model) if not offers else None
    models = offers or ([asked] if asked else [])
    nvidia = [gpu for gpu in models if gpu.vendor == "nvidia"]
    return sorted({gpu.product for gpu in nvidia}) if len(nvidia) == len(models) else []


def _in(key: str, values: list[str]) -> Manifest:
    return {"key": key, "operator": "In", "values": values}


def _toleration(taint: str) -> Manifest:
    """The toleration for a taint as the file writes it, `key=value:NoSchedule`."""
    left, _, effect = taint.rpartition(":")
    key, equals, value = left.partition("=")
    if equals:
        return {"key": key, "operator": "Equal", "value": value, "effect": effect}
    return {"key": key, "operator": "Exists", "effect": effect}
