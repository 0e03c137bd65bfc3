from __future__ import annotations

import pytest

from seatrial.compiler.context import Context
from seatrial.compiler.emit.quotas import gpu_quota
from seatrial.compiler.gpu import gpu_need, pools_for
from seatrial.spec.cluster import Cluster


def machine(gpu):
    return {"cpu": 64, "memory": "512Gi", "gpu": gpu}


POOLS = {
    "plain": {"instance": {"cpu": 8, "memory": "32Gi"}},
    "cheap": {"instance": {"cpu": 8, "memory": "32Gi"}, "spot": True},
    "tainted": {"instance": {"cpu": 8, "memory": "32Gi"}, "taints": ["only=them:NoSchedule"]},
    "whole": {"instance": machine("8 h100")},
    "spot": {"instance": machine("8 h100"), "spot": True},
    "sliced": {"instance": machine("4 a100-80gb"), "sharing": {"mig": "1g.10gb"}},
    "fours": {"instance": machine("4 l4"), "sharing": {"time_slicing": 4}},
    "tens": {"instance": machine("4 l4"), "sharing": {"mps": 10}},
}


def context(quota=None, **workload):
    service = {"team": "ai", "image": "registry.example.com/a:1", **workload}
    return Context(
        Cluster.model_validate(
            {"name": "c", "pools": POOLS, "teams": {"ai": {"quota": quota or {}}}, "services": {"a": service}}
        )
    )


@pytest.mark.parametrize(
    ("gpu", "more", "resource", "count", "pools"),
    [
        ("8 h100", {}, "nvidia.com/gpu", 8, ("whole",)),
        ("8 h100", {"spot": True}, "nvidia.com/gpu", 8, ("whole", "spot")),
        ("1 h100", {"pool": "spot"}, "nvidia.com/gpu", 1, ("spot",)),
        ("2 a100/1g.10gb", {}, "nvidia.com/mig-1g.10gb", 2, ("sliced",)),
        ("0.5 l4", {}, "nvidia.com/gpu.shared", 2, ("fours",)),
        ("0.3 l4", {}, "nvidia.com/gpu.shared", 2, ("fours",)),
        ("0.5 l4", {"pool": "tens"}, "nvidia.com/gpu.shared", 5, ("tens",)),
        ("1 l4", {}, "nvidia.com/gpu", 1, ()),
        ("1 a100-80gb", {}, "nvidia.com/gpu", 1, ()),
        ("0.5 h100", {}, "nvidia.com/gpu", 1, ()),
    ],
)
def test_a_pod_asks_for_gpus_under_the_name_its_pool_offers(gpu, more, resource, count, pools):
    cluster = context(resources={"gpu": gpu}, **more)
    need = gpu_need(cluster, cluster.cluster.services["a"])
    assert (need.resource, need.count, need.pools) == (resource, count, pools)
    assert pools_for(cluster, cluster.cluster.services["a"]) == pools


@pytest.mark.parametrize(
    ("more", "pools"),
    [
        ({}, ("plain",)),
        ({"spot": True}, ("plain", "cheap")),
        ({"pool": "tainted"}, ("tainted",)),
        ({"pool": "gone"}, ()),
    ],
)
def test_a_pod_without_gpus_stays_off_gpu_spot_and_tainted_nodes(more, pools):
    cluster = context(**more)
    assert gpu_need(cluster, cluster.cluster.services["a"]) is None
    assert pools_for(cluster, cluster.cluster.services["a"]) == pools


@pytest.mark.parametrize(
    ("quota", "allowed"),
    [
        ({}, {}),
        ({"gpu": 2}, {"nvidia.com/gpu": 2, "nvidia.com/mig-1g.10gb": 14, "nvidia.com/gpu.shared": 20}),
        ({"gpu": {"h100": 3}}, {"nvidia.com/gpu": 3, "nvidia.com/mig-1g.10gb": 0, "nvidia.com/gpu.shared": 0}),
        ({"gpu": {"a100": 1}}, {"nvidia.com/gpu": 0, "nvidia.com/mig-1g.10gb": 7, "nvidia.com/gpu.shared": 0}),
    ],
)
def test_a_quota_counts_gpus_under_every_name_they_are_offered(quota, allowed):
    cluster = context(quota)
    assert gpu_quota(cluster, cluster.cluster.teams["ai"]) == allowed
