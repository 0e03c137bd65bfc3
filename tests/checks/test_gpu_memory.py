"""The memory of a GPU is known only where the pod says which nodes it takes."""

from __future__ import annotations

from typing import Any

import pytest

from seatrial.checks.gpu_memory import allowed, gpu_memory
from seatrial.checks.inventory import Context, Inventory
from seatrial.resource import Resource

MIB = 2**20


def memory(spec: dict[str, Any], limits: dict[str, Any] | None = None) -> int | None:
    spec = {"containers": [{"name": "a", "resources": {"limits": limits or {"nvidia.com/gpu": 1}}}], **spec}
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}
    pod = Inventory([Resource(manifest)], Context()).objects[0].pods[0]
    found = gpu_memory(pod.containers[0])
    return None if found is None else found // MIB


def affinity(*terms: dict[str, Any]) -> dict[str, Any]:
    required = {"nodeSelectorTerms": [{"matchExpressions": [term]} for term in terms]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}}


def one_of(key: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": list(values)}


@pytest.mark.parametrize(
    ("label", "value", "mebibytes"),
    [
        ("nvidia.com/gpu.product", "NVIDIA-L4", 23034),
        ("nvidia.com/gpu.product", "NVIDIA-L4-SHARED", 23034),
        ("nvidia.com/gpu.product", "NVIDIA-A100-SXM4-80GB-MIG-3g.40gb", 40 * 1024),
        ("nvidia.com/gpu.product", "NVIDIA-Z1", None),
        ("nvidia.com/gpu.memory", "81559", 81559),
        ("nvidia.com/gpu.memory", "much", None),
        ("cloud.google.com/gke-accelerator", "nvidia-tesla-a100", 40960),
        ("node.kubernetes.io/instance-type", "p4d.24xlarge", 40960),
        ("node.kubernetes.io/instance-type", "m7i.large", None),
        ("karpenter.k8s.aws/instance-gpu-name", "a100", 81920),
        ("example.com/gpu", "l4", None),
    ],
)
def test_node_labels(label: str, value: str, mebibytes: int | None):
    assert memory({"nodeSelector": {label: value}}) == mebibytes


def test_largest_of_what_is_allowed():
    product = "nvidia.com/gpu.product"
    assert memory(affinity(one_of(product, "NVIDIA-L4", "NVIDIA-H200"))) == 143771
    assert memory(affinity(one_of(product, "NVIDIA-L4"), one_of(product, "NVIDIA-L40S"))) == 46068
    assert memory(affinity(one_of(product, "NVIDIA-L4"), one_of("zone", "a"))) is None
    assert memory(affinity(one_of(product, "NVIDIA-L4", "NVIDIA-Z1"))) is None
    assert memory(affinity({"key": product, "operator": "NotIn", "values": ["NVIDIA-L4"]})) is None


def test_slices_have_their_own_memory():
    assert memory({}, {"nvidia.com/mig-1g.10gb": 1}) == 10 * 1024


@pytest.mark.parametrize("spec", [{}, {"nodeSelector": [1]}, {"affinity": "x"}, affinity(one_of("x"))])
def test_junk_allows_everything(spec: dict[str, Any]):
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [], **spec}}
    pod = Inventory([Resource(manifest)], Context()).objects[0].pods[0]
    assert allowed(pod, "nvidia.com/gpu.product") == ()
