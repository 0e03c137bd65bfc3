"""The nodes that a set declares."""

from __future__ import annotations

from typing import Any

from seatrial.checks import Context
from seatrial.checks.inventory import Inventory
from seatrial.checks.pools import Pools, pools_of
from seatrial.resource import Resource

CATEGORY, GENERATION = "karpenter.k8s.aws/instance-category", "karpenter.k8s.aws/instance-generation"


def pools(*manifests: dict[str, Any]) -> Pools:
    return pools_of(Inventory([Resource(manifest) for manifest in manifests], Context()))


def node_pool(*requirements: tuple[str, str, list[str]], kind: str = "EC2NodeClass") -> dict[str, Any]:
    listed = [{"key": key, "operator": operator, "values": values} for key, operator, values in requirements]
    spec = {"nodeClassRef": {"kind": kind}, "requirements": listed}
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "gpu"},
        "spec": {"template": {"spec": spec}},
    }


def node(name: str, labels: dict[str, str], **offered: int) -> dict[str, Any]:
    allocatable = {key.replace("_", "/").replace("nvidia/", "nvidia.com/"): value for key, value in offered.items()}
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "status": {"allocatable": allocatable}}


def names(found: Pools) -> set[str]:
    return {shape.name for pool in found.pools for shape in pool.shapes}


def test_named_types_are_the_shapes():
    found = pools(node_pool(("node.kubernetes.io/instance-type", "In", ["p5.48xlarge", "m7i.large"])))
    assert names(found) == {"p5.48xlarge"}
    assert found.pools[0].shapes[0].devices == 8
    assert found.closed


def test_families_and_generations_choose_from_the_catalogue():
    found = names(pools(node_pool(("karpenter.k8s.aws/instance-family", "In", ["g6"]))))
    assert "g6.12xlarge" in found
    assert all(name.startswith("g6.") for name in found)
    newer = names(pools(node_pool((CATEGORY, "In", ["p"]), (GENERATION, "Gt", ["4"]))))
    assert "p5.48xlarge" in newer
    assert not any(name.startswith("p4") for name in newer)


def test_what_is_not_understood_restricts_nothing():
    plain = pools(node_pool((CATEGORY, "In", ["g"])))
    odd = pools(node_pool((CATEGORY, "In", ["g"]), ("karpenter.k8s.aws/instance-rings", "In", ["3"])))
    assert names(odd) == names(plain)
    assert plain.pools[0].exact
    assert not odd.pools[0].exact


def test_an_unknown_type_or_cloud_leaves_the_set_open():
    assert not pools(node_pool(("node.kubernetes.io/instance-type", "In", ["g6.xlarge", "p99.xlarge"]))).closed
    assert not pools(node_pool(("kubernetes.io/arch", "In", ["amd64"]), kind="OtherNodeClass")).closed


def test_a_cloud_may_add_nodes_to_a_managed_group():
    assert pools(node("a", {}, nvidia_gpu=8)).closed
    assert not pools(node("a", {"eks.amazonaws.com/nodegroup": "gpus"}, nvidia_gpu=8)).closed


def test_nodes_that_karpenter_made_belong_to_their_pool():
    made = node("a", {"karpenter.sh/nodepool": "gpu"}, nvidia_gpu=1)
    found = pools(node_pool(("node.kubernetes.io/instance-type", "In", ["g6.xlarge"])), made)
    assert [pool.object.kind for pool in found.pools] == ["NodePool"]


def test_junk_is_no_pool():
    junk: list[Any] = [None, 7, [], {"template": 7}, {"template": {"spec": {"requirements": [{"key": 7}, 8]}}}]
    for spec in junk:
        found = pools({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "a"}, "spec": spec})
        assert not found.closed
