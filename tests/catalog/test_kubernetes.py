from __future__ import annotations

import re
from itertools import pairwise

import pytest

from seatrial.catalog import table
from seatrial.catalog.kubernetes import (
    NEWEST,
    SUPPORTED,
    KubernetesVersion,
    api_version,
    feature_stage,
    has_feature,
    is_namespaced,
    suggest_kinds,
    suggest_versions,
)


@pytest.mark.parametrize(
    ("text", "minor", "patch", "canonical"),
    [("1.37", 37, 0, "1.37"), ("1.37.2", 37, 2, "1.37.2"), ("v1.34.0", 34, 0, "1.34")],
)
def test_versions(text: str, minor: int, patch: int, canonical: str) -> None:
    version = KubernetesVersion.parse(text)
    assert (version.minor, version.patch, str(version)) == (minor, patch, canonical)


@pytest.mark.parametrize("text", ["", "1", "1.x", "2.0", "1.37.", "1.37.2.1", "1.37-rc.0", " 1.37", "1.\u0663\u0667"])
def test_refuses_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="not a Kubernetes version"):
        KubernetesVersion.parse(text)


def test_order_is_by_number_and_support_by_minor() -> None:
    assert KubernetesVersion.parse("1.9") < KubernetesVersion.parse("1.10") < KubernetesVersion.parse("1.10.1")
    assert NEWEST.supported
    assert KubernetesVersion.parse("1.37.9").supported
    assert not KubernetesVersion.parse("1.38").supported
    assert not KubernetesVersion.parse("1.32").supported
    assert [str(version) for version in SUPPORTED] == ["1.33", "1.34", "1.35", "1.36", "1.37"]


@pytest.mark.parametrize(
    ("kind", "expected", "namespaced"),
    [
        ("Deployment", "apps/v1", True),
        ("HorizontalPodAutoscaler", "autoscaling/v2", True),
        ("PodDisruptionBudget", "policy/v1", True),
        ("Ingress", "networking.k8s.io/v1", True),
        ("HTTPRoute", "gateway.networking.k8s.io/v1", True),
        ("CronJob", "batch/v1", True),
        ("RuntimeClass", "node.k8s.io/v1", False),
        ("PriorityClass", "scheduling.k8s.io/v1", False),
        ("StorageClass", "storage.k8s.io/v1", False),
        ("Secret", "v1", True),
        ("Namespace", "v1", False),
    ],
)
def test_api_versions(kind: str, expected: str, namespaced: bool) -> None:  # noqa: FBT001  a table of cases
    assert [api_version(kind, version) for version in SUPPORTED] == [expected] * len(SUPPORTED)
    assert is_namespaced(kind) is namespaced


def test_a_kind_is_served_only_from_its_version_on() -> None:
    assert api_version("ResourceClaim", KubernetesVersion(33)) is None
    assert api_version("ResourceClaim", KubernetesVersion(34)) == "resource.k8s.io/v1"
    assert api_version("Deploymint") is None
    assert is_namespaced("Deploymint") is None
    assert suggest_kinds("Deploymint")[0] == "Deployment"


def test_features_grow_with_the_version() -> None:
    assert feature_stage("HPAConfigurableTolerance", KubernetesVersion(33)) == "alpha"
    assert feature_stage("HPAConfigurableTolerance", KubernetesVersion(35)) == "beta"
    assert feature_stage("HPAConfigurableTolerance", KubernetesVersion(37)) == "stable"
    assert feature_stage("EnvFiles", KubernetesVersion(33)) == ""
    assert feature_stage("Nonsense", NEWEST) is None
    assert not has_feature("GenericWorkload", NEWEST)
    assert has_feature("SidecarContainers", KubernetesVersion(33))
    assert not has_feature("ImageVolume", KubernetesVersion(34))
    with pytest.raises(KeyError):
        has_feature("Nonsense", NEWEST)


def test_every_feature_goes_through_its_stages_in_order() -> None:
    for row in table.rows("features"):
        reached = [
            int(re.sub(r"^1\.", "", row[stage])) for stage in ("alpha", "beta", "default", "stable") if row[stage]
        ]
        assert all(earlier <= later for earlier, later in pairwise(reached)), row["feature"]


def test_suggested_versions() -> None:
    assert suggest_versions("1.73")[0] == "1.37"
    assert suggest_versions("latest")[0] == "1.37"
