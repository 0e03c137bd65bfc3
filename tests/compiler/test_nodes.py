from __future__ import annotations

from decimal import Decimal

import pytest

from seatrial.compiler.cost import cost, usd_per_month
from seatrial.compiler.nodes import nodes
from seatrial.compiler.passes import context_at
from seatrial.compiler.places import region_of, zones_of
from seatrial.quantity import Quantity
from seatrial.spec.cluster import Cluster


def context(place="local", **file):
    return context_at(Cluster.model_validate({"name": "c", **file}), place=place)


OWN = {"cpu": 64, "memory": "512Gi", "gpu": "4 a100-80gb", "price": 3.2}
EKS = {"prod": {"eks": {"region": "us-west-2", "zones": ["us-west-2a", "us-west-2b"]}}}


def test_a_pool_has_its_fewest_nodes_or_its_most():
    pools = {"a": {"instance": OWN, "nodes": "1..3"}, "b": {"instance": OWN, "nodes": "0..1"}}
    names = [[node["metadata"]["name"] for node in nodes(context(pools=pools), at=at)] for at in ("min", "max")]
    assert names == [["c-a-0"], ["c-a-0", "c-a-1", "c-a-2", "c-b-0"]]


def test_nodes_are_dealt_out_over_the_zones():
    pools = {
        "a": {"instance": "m7i.2xlarge", "nodes": 3},
        "b": {"instance": "m7i.2xlarge", "nodes": 2, "zones": ["us-west-2b"]},
    }
    for place in ("local", "prod"):
        found = nodes(context(place, pools=pools, places=EKS))
        zones = [node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in found]
        assert zones == ["us-west-2a", "us-west-2b", "us-west-2a", "us-west-2b", "us-west-2b"]
        assert {node["metadata"]["labels"]["topology.kubernetes.io/region"] for node in found} == {"us-west-2"}


def test_no_node_lets_pods_have_more_than_it_has():
    pools = {"a": {"instance": OWN}, "b": {"instance": "g6.12xlarge"}, "c": {"instance": "p5.48xlarge", "spot": True}}
    for node in nodes(context(pools=pools)):
        capacity, free = node["status"]["capacity"], node["status"]["allocatable"]
        assert capacity.keys() == free.keys()
        assert all(Quantity.parse(free[name]) <= Quantity.parse(capacity[name]) for name in capacity)


def test_gpu_and_spot_nodes_are_tainted_and_others_are_not():
    pools = {
        "a": {"instance": OWN, "spot": True, "taints": ["x=y:NoExecute", "z:NoSchedule"]},
        "b": {"instance": {"cpu": 1, "memory": "1Gi"}},
    }
    gpu, plain = nodes(context(pools=pools))
    assert plain["spec"] == {}
    assert [(taint["key"], taint.get("value"), taint["effect"]) for taint in gpu["spec"]["taints"]] == [
        ("nvidia.com/gpu", "present", "NoSchedule"),
        ("seatrial.dev/spot", "true", "NoSchedule"),
        ("x", "y", "NoExecute"),
        ("z", None, "NoSchedule"),
    ]


def test_an_unknown_machine_has_no_nodes_and_an_unknown_price():
    pools = {"a": {"instance": "m99.mega", "nodes": 2}, "b": {"instance": OWN, "nodes": 2}}
    found = context(pools=pools)
    assert [node["metadata"]["labels"]["seatrial.dev/pool"] for node in nodes(found)] == ["b", "b"]
    total = cost(found).minimum
    assert (total.usd_per_hour, total.unknown) == (Decimal("6.4"), ("a (m99.mega)",))
    assert usd_per_month(total) == Decimal("4672.0")


def test_a_cost_names_the_region_it_is_of():
    pools = {"a": {"instance": "m7i.2xlarge", "nodes": "1..4"}}
    east = {"prod": {"eks": {"region": "us-east-1"}}}
    here, elsewhere = cost(context(pools=pools, places=east)), cost(context(pools=pools, places=EKS))
    assert (here.pools[0].price.region, elsewhere.pools[0].price.region) == ("us-east-1", "us-west-2")
    assert here.maximum.usd_per_hour == 4 * here.minimum.usd_per_hour > 0
    assert here.pools[0].price.known


def test_a_machine_of_another_cloud_is_priced_in_its_own_clouds_reference_region():
    pools = {"a": {"instance": "m7i.2xlarge"}}
    google = {"prod": {"gke": {"region": "europe-west4"}}}
    assert cost(context("prod", pools=pools, places=google)).pools[0].price.region == "us-east-1"


def test_spot_is_priced_as_spot():
    pools = {"a": {"instance": "g6.12xlarge"}, "b": {"instance": "g6.12xlarge", "spot": True}}
    on_demand, spot = cost(context(pools=pools, places=EKS)).pools
    assert (on_demand.price.spot, spot.price.spot) == (False, True)
    assert spot.price.usd_per_hour is None or spot.price.usd_per_hour < on_demand.price.usd_per_hour


@pytest.mark.parametrize(
    ("place", "cloud", "region", "zones"),
    [
        ({"eks": {"region": "us-west-2"}}, "aws", "us-west-2", ("us-west-2a", "us-west-2b", "us-west-2c")),
        ({"gke": {"region": "us-central1", "zones": ["us-central1-f"]}}, "gcp", "us-central1", ("us-central1-f",)),
        ({"aks": {"region": "westeurope"}}, "azure", "westeurope", ("westeurope-1", "westeurope-2", "westeurope-3")),
        ({"existing": {"zones": ["rack-1"]}}, "existing", "", ("rack-1",)),
        ({"local": {"zones": ["here"]}}, "local", "", ("here",)),
        ({"local": {}}, "local", "", ("zone-a", "zone-b", "zone-c")),
    ],
)
def test_places(place, cloud, region, zones):
    found = context("p", places={"p": place})
    assert (found.cloud, region_of(found), zones_of(found)) == (cloud, region, zones)


def test_an_own_machine_takes_the_pods_its_owner_says():
    pools = {"a": {"instance": {"cpu": 8, "memory": "32Gi", "max_pods": 40, "disk": "1Ti"}}}
    (node,) = nodes(context(pools=pools))
    assert node["status"]["allocatable"]["pods"] == "40"
    assert node["status"]["capacity"]["ephemeral-storage"] == "1Ti"
