from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.compiler.nodes import nodes
from seatrial.compiler.order import STAGES
from seatrial.compiler.passes import compile_cluster, context_at
from seatrial.compiler.render import render_yaml
from seatrial.spec.cluster import Cluster

IMAGE = "registry.example.com/a:1"
NAMES = st.sampled_from(["a", "b", "c-d", "chat"])
PEERS = st.lists(
    st.sampled_from(["a", "b", "gone", "team:x", "team:gone", "internet:443", "10.0.0.0/8:1", "nonsense"]), max_size=3
)
STORAGE = st.sampled_from(
    [
        {"nfs": {"server": "s", "path": "/p"}},
        {"host_path": {"path": "/p"}},
        {"block": {}},
        {"file": {"class": "fast", "existing": True}},
        {"object": {"url": "s3://bucket/prefix"}},
        {"cache": {"medium": "memory"}},
    ]
)
POOL = st.fixed_dictionaries(
    {
        "instance": st.sampled_from(
            ["m7i.2xlarge", "g6.12xlarge", "unknown.large", {"cpu": 8, "memory": "32Gi", "gpu": "2 a100-80gb"}]
        ),
        "nodes": st.sampled_from(["0..3", 2]),
        "spot": st.booleans(),
    },
    optional={
        "sharing": st.sampled_from([{"mig": "1g.10gb"}, {"time_slicing": 4}, {"mps": 2}]),
        "taints": st.just(["a=b:NoSchedule"]),
    },
)
WORKLOAD = {
    "connects": PEERS,
    "mounts": st.sampled_from([{}, {"/d": "s1"}, {"/d": "config:app"}, {"/d": "secret:api"}, {"/d": "gone"}]),
    "config": st.sampled_from([[], ["app"], ["gone"]]),
    "secrets": st.sampled_from([[], ["api"], ["gone"]]),
    "resources": st.sampled_from(
        [{}, {"gpu": "1 l4"}, {"gpu": "0.5 l4"}, {"gpu": "1 a100/1g.10gb"}, {"cpu": "1..", "memory": "1Gi.."}]
    ),
    "priority": st.sampled_from(["low", "normal", "high", "critical"]),
    "spot": st.booleans(),
    "kubernetes_api": st.booleans(),
}
SERVICE = st.fixed_dictionaries(
    {"team": st.sampled_from(["x", "y"]), "image": st.just(IMAGE)},
    optional={
        **WORKLOAD,
        "replicas": st.sampled_from([1, "2..5"]),
        "state": st.sampled_from([{}, {"/data": "1Gi", "/Data": "2Gi"}]),
        "accepts": PEERS,
        "expose": st.sampled_from([{}, {"host": "h.example.com"}, {"type": "load-balancer"}]),
        "metrics": st.just({"port": 9090}),
    },
)
JOB = st.fixed_dictionaries(
    {"team": st.sampled_from(["x", "y"]), "image": st.just(IMAGE)},
    optional={
        **WORKLOAD,
        "workers": st.sampled_from([1, 4]),
        "checkpoints": st.just("s2"),
        "schedule": st.just("0 3 * * *"),
    },
)
QUOTA = st.sampled_from([{}, {"gpu": 4}, {"gpu": {"l4": 2}, "ephemeral": "1Ti", "cpu": "1500m"}])
FILES = st.fixed_dictionaries(
    {
        "name": st.just("c"),
        "kubernetes": st.sampled_from(["1.34", "1.37", "1.37.2"]),
        "pools": st.dictionaries(NAMES, POOL, max_size=3),
        "storage": st.dictionaries(st.sampled_from(["s1", "s2"]), STORAGE.map(lambda kind: {**kind, "size": "10Gi"})),
        "teams": st.fixed_dictionaries(
            {"x": QUOTA.map(lambda quota: {"quota": quota})}, optional={"y": st.just({"namespace": "why"})}
        ),
        "config": st.just({"app": {"A": "b"}}),
        "secrets": st.just({"api": {"values": {"TOKEN": {"env": "TOKEN"}}}}),
        "services": st.dictionaries(NAMES, SERVICE, max_size=3),
        "jobs": st.dictionaries(st.sampled_from(["train", "a-job"]), JOB, max_size=2),
        "network": st.sampled_from([{}, {"isolation": False}, {"gateway": "edge/public"}]),
        "places": st.just(
            {"e": {"eks": {"region": "us-east-1"}}, "g": {"gke": {"region": "us-central1"}}, "h": {"existing": {}}}
        ),
    }
)


@settings(max_examples=60, deadline=None)
@given(FILES, st.sampled_from(["local", "e", "g", "h"]))
def test_any_file_compiles_and_always_to_the_same_bytes(file, place):
    """Also one whose names lead nowhere: the checks of the file report that, and the compiler leaves it out."""
    first, second = (
        compile_cluster(Cluster.model_validate(file), place=place, secret_values={("api", "TOKEN"): "t"})
        for _ in range(2)
    )
    assert render_yaml(first, explain=True) == render_yaml(second, explain=True)
    assert len({resource.key for resource in first}) == len(first)
    assert nodes(context_at(Cluster.model_validate(file), place=place)) is not None


@settings(max_examples=30, deadline=None)
@given(FILES)
def test_every_object_says_whose_it_is_and_where_it_came_from(file):
    for resource in compile_cluster(Cluster.model_validate(file)):
        about = resource.manifest["metadata"]
        assert about["labels"]["app.kubernetes.io/managed-by"] == "seatrial"
        assert about["labels"]["app.kubernetes.io/part-of"] == "c"
        assert resource.source[0] in file
        assert all(len(value) <= 63 for value in about["labels"].values())


def test_what_others_need_comes_first():
    file = {"name": "c", "teams": {"x": {}}, "services": {"a": {"team": "x", "image": IMAGE}}}
    kinds = [resource.kind for resource in compile_cluster(Cluster.model_validate(file))]
    stage = {kind: number for number, names in enumerate(STAGES) for kind in names}
    assert [stage[kind] for kind in kinds] == sorted(stage[kind] for kind in kinds)
    assert kinds.index("Namespace") < kinds.index("ResourceQuota") < kinds.index("Deployment")


def test_the_overrides_of_a_place_hold_there_only():
    file = {
        "name": "c",
        "teams": {"x": {}},
        "network": {"isolation": False},
        "places": {"prod": {"existing": {}, "overrides": {"network": {"isolation": True}}}},
    }
    found = Cluster.model_validate(file)
    policies = [
        [r for r in compile_cluster(found, place=place) if r.kind == "NetworkPolicy"] for place in ("local", "prod")
    ]
    assert [bool(some) for some in policies] == [False, True]


def test_the_longest_names_still_make_valid_labels_and_names():
    long, other = "n" * 40, "m" * 40
    file = {
        "name": long,
        "teams": {long: {}, other: {}},
        "storage": {long: {"nfs": {"server": "s", "path": "/p"}, "size": "1Gi"}},
        "services": {long: {"team": long, "image": IMAGE, "mounts": {"/d": long}, "state": {"/" + "p" * 90: "1Gi"}}},
        "jobs": {other: {"team": other, "image": IMAGE, "workers": 2}},
    }
    resources = compile_cluster(Cluster.model_validate(file))
    for resource in resources:
        assert all(len(value) <= 63 for value in resource.manifest["metadata"]["labels"].values())
        assert len(resource.name) <= (63 if resource.kind in {"Namespace", "Service", "Job", "StatefulSet"} else 253)
    assert len({resource.manifest["metadata"]["labels"]["app.kubernetes.io/instance"] for resource in resources}) >= 2
