"""The memory of the GPUs that a pod can land on, from what it asks of its node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from seatrial.checks.view import Container, Pod

MIB = 2**20
MIG = r"(?:nvidia\.com/mig-|-MIG-)[0-9]+g\.([0-9]+)gb"
GKE: Mapping[str, str] = {
    "nvidia-tesla-t4": "t4",
    "nvidia-tesla-v100": "v100-16gb",
    "nvidia-tesla-a100": "a100-40gb",
    "nvidia-a100-80gb": "a100-80gb",
    "nvidia-l4": "l4",
    "nvidia-h100-80gb": "h100",
    "nvidia-h100-mega-80gb": "h100",
    "nvidia-h200-141gb": "h200",
    "nvidia-b200": "b200",
    "nvidia-gb200": "gb200",
    "nvidia-rtx-pro-6000": "rtx-pro-6000",
}
"""Values of `cloud.google.com/gke-accelerator` (cloud.google.com/kubernetes-engine/docs/concepts/gpus)."""


def gpu_memory(container: Container) -> int | None:
    """Bytes of one GPU of the container, the largest that its node selector and affinity allow; None if not known."""
    for name in container.limits:
        slice_of = re.match(MIG, text(name))
        if slice_of:
            return int(slice_of[1]) * 1024 * MIB
    for label, read in LABELS.items():
        amounts = [read(value) for value in allowed(container.pod, label)]
        known = [amount for amount in amounts if amount]
        if known and len(known) == len(amounts):
            return max(known)
    return None


def allowed(pod: Pod, label: str) -> tuple[str, ...]:
    """The values of a node label that the pod accepts; empty where it takes any."""
    chosen = text(mapping(pod.spec.get("nodeSelector")).get(label))
    if chosen:
        return (chosen,)
    required = at(pod.spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    values: list[str] = []
    for term in sequence(at(required, "nodeSelectorTerms")):
        found = list(_values(term, label))
        if not found:
            return ()
        values += found
    return tuple(values)


def _values(term: Any, label: str) -> Iterator[str]:
    for expression in sequence(at(term, "matchExpressions")):
        if at(expression, "key") == label and at(expression, "operator") == "In":
            yield from (text(value) for value in sequence(at(expression, "values")))


def _of_product(product: str) -> int | None:
    from seatrial.catalog.gpus import gpu_models

    part = re.search(MIG, product)
    if part:
        return int(part[1]) * 1024 * MIB
    wanted = product.removesuffix("-SHARED")
    return max((model.memory_mib * MIB for model in gpu_models() if model.product == wanted), default=None)


def _of_name(name: str) -> int | None:
    from seatrial.catalog.gpus import find_gpus

    return max((model.memory_mib * MIB for model in find_gpus(name)), default=None)


def _of_gke(value: str) -> int | None:
    return _of_name(GKE[value]) if value in GKE else None


def _of_instance(name: str) -> int | None:
    from seatrial.catalog.instances import find_instance

    instance = find_instance(name)
    return instance.gpu.memory.units if instance and instance.gpu else None


def _of_mebibytes(value: str) -> int | None:
    return int(value) * MIB if value.isdecimal() and len(value) < 9 else None  # noqa: PLR2004  no GPU has more


LABELS: Mapping[str, Callable[[str], int | None]] = {
    "nvidia.com/gpu.memory": _of_mebibytes,
    "karpenter.k8s.aws/instance-gpu-memory": _of_mebibytes,
    "eks.amazonaws.com/instance-gpu-memory": _of_mebibytes,
    "nvidia.com/gpu.product": _of_product,
    "amd.com/gpu.product-name": _of_product,
    "cloud.google.com/gke-accelerator": _of_gke,
    "node.kubernetes.io/instance-type": _of_instance,
    "beta.kubernetes.io/instance-type": _of_instance,
    "karpenter.k8s.aws/instance-gpu-name": _of_name,
    "eks.amazonaws.com/instance-gpu-name": _of_name,
}
"""Node label → memory of one GPU in bytes."""
