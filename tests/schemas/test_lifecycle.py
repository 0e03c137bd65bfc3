from __future__ import annotations

import csv
import re

import pytest

from seatrial import schemas
from seatrial.schemas.library import FOLDER, find_kind, kubernetes_versions, minor, sources

with (FOLDER / "lifecycle.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
OWN = [row for row in ROWS if "1." in (row["deprecated"] or row["removed"])[:2]]
CUSTOM = [row for row in ROWS if row not in OWN]
NOT_LISTED = {"ComponentStatus", "Eviction"}
"""Kinds that nobody creates at a collection of their own."""


def name(row: dict[str, str]) -> str:
    return f"{row['api_version']} {row['kind']}"


def test_every_row_says_why_and_whence():
    assert [name(row) for row in ROWS if not row["why"] or not row["source"] or not row["date"]] == []
    assert len({name(row) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", OWN, ids=name)
def test_what_is_removed_is_not_in_the_published_schemas(row: dict[str, str]):
    known = find_kind(row["api_version"], row["kind"])
    for version in kubernetes_versions():
        gone = bool(row["removed"]) and minor(row["removed"]) <= minor(version)
        assert not (gone and known and known.line(version) is not None), version
        if known and known.line(version) is None:
            # Not served: gone, or not there yet.
            later = [v for v in kubernetes_versions() if minor(v) > minor(version) and known.line(v) is not None]
            assert gone or later, version


@pytest.mark.parametrize("row", CUSTOM, ids=name)
def test_what_a_release_lacks_is_not_in_its_schemas(row: dict[str, str]):
    assert (row["removed"] or row["deprecated"]) in sources()
    known = find_kind(row["api_version"], row["kind"])
    assert (known is None) is bool(row["removed"])


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_to_use_instead_exists(row: dict[str, str]):
    if row["use"] and row["use_kind"] != "*" and row["kind"] not in NOT_LISTED:
        assert find_kind(row["use"], row["use_kind"])
    assert bool(row["use"]) is bool(row["use_kind"])
    assert row["use"] or row["same"] == "false"


def test_the_state_depends_on_the_version():
    early = schemas.lifecycle_of("resource.k8s.io/v1beta1", "ResourceClaim", "1.34")
    late = schemas.lifecycle_of("resource.k8s.io/v1beta1", "ResourceClaim", "1.37")
    assert early is None
    assert late is not None
    assert (late.state("1.37"), late.state("1.38")) == ("deprecated", "removed")
    assert (late.use, late.same_shape, late.of_kubernetes) == ("resource.k8s.io/v1", False, True)


def test_a_budget_of_v1beta1_is_not_mended_by_its_version_alone():
    found = schemas.lifecycle_of("policy/v1beta1", "PodDisruptionBudget", "1.37")
    assert found is not None
    assert (found.state("1.37"), found.use, found.same_shape) == ("removed", "policy/v1", False)
    assert re.search("empty selector", found.why)


@pytest.mark.parametrize(
    ("version", "use"), [("1.36", "scheduling.k8s.io/v1alpha2"), ("1.37", "scheduling.k8s.io/v1beta1")]
)
def test_what_to_use_instead_is_served_by_the_version(version: str, use: str):
    found = schemas.lifecycle_of("scheduling.k8s.io/v1alpha1", "Workload", version)
    assert found is not None
    assert (found.use, found.state(version)) == (use, "removed")
    assert schemas.is_known(use, "Workload", version)


def test_a_custom_resource_names_the_release_that_was_looked_at():
    found = schemas.lifecycle_of("cert-manager.io/v1alpha2", "Issuer", "1.34")
    assert found is not None
    assert (found.kind, found.use, found.use_kind, found.of_kubernetes) == (
        "Issuer",
        "cert-manager.io/v1",
        "Issuer",
        False,
    )
    assert re.fullmatch(r"cert-manager v[0-9.]+", found.project)


@pytest.mark.parametrize(("api_version", "kind"), [("apps/v1", "Deployment"), ("example.com/v1", "Thing")])
def test_the_living_have_none(api_version: str, kind: str):
    assert schemas.lifecycle_of(api_version, kind, "1.37") is None
