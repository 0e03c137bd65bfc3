from __future__ import annotations

import pytest

from seatrial.compiler.passes import compile_cluster
from seatrial.spec.cluster import Cluster


def limits(resources=None, **containers):
    service = {"team": "ai", "image": "registry.example.com/a:1", "resources": resources or {}}
    file = {
        "name": "c",
        "teams": {"ai": {"containers": containers}},
        "services": {"a": service} if resources is not None else {},
    }
    (found,) = [r.manifest for r in compile_cluster(Cluster.model_validate(file)) if r.kind == "LimitRange"]
    return found["spec"]["limits"][0]


def test_a_container_that_says_nothing_gets_a_memory_limit_but_no_cpu_limit():
    assert limits()["default"] == {"memory": "512Mi"}
    assert limits()["defaultRequest"] == {"cpu": "100m", "memory": "128Mi"}


@pytest.mark.parametrize(
    ("resources", "left"),
    [
        ({"cpu": "4", "memory": "8Gi"}, {"cpu": "1", "memory": "1Gi"}),
        ({"cpu": "4..", "memory": "8Gi"}, {"memory": "1Gi"}),
        ({"cpu": "4", "memory": "8Gi.."}, {"cpu": "1"}),
        ({"memory": "8Gi.."}, {}),
    ],
)
def test_a_default_limit_never_makes_a_workload_invalid_that_leaves_its_own_open(resources, left):
    assert limits(resources, cpu="100m..1", memory="128Mi..1Gi").get("default", {}) == left


def test_a_quota_of_scratch_space_gives_every_container_a_request_for_it():
    file = {"name": "c", "teams": {"ai": {"quota": {"ephemeral": "1Ti"}}}}
    (found,) = [r.manifest for r in compile_cluster(Cluster.model_validate(file)) if r.kind == "LimitRange"]
    assert found["spec"]["limits"][0]["defaultRequest"]["ephemeral-storage"] == "1Gi"
