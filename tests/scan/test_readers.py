"""One result, whichever scanner looked: read from what the real programs printed, and from anything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.scan import grype, trivy
from seatrial.scan.report import Level, Secret, Vulnerability, level_of, merge_paths, sort_problems

REQUESTS = "usr/lib/python3.11/site-packages/requests-2.19.0.dist-info/METADATA"


def test_trivy(trivy_report: str):
    found = trivy.read(json.loads(trivy_report), "chat:1")
    assert found
    assert (found.system, found.unsupported) == ("alpine 3.19.0", True)
    assert found.problems == [
        Vulnerability(
            id="CVE-2018-18074",
            severity=Level.CRITICAL,
            package="requests",
            installed="2.19.0",
            fixed_in="2.20.0",
            title="python-requests: Redirect from HTTPS to HTTP does not remove Authorization header",
            image="chat:1",
            ecosystem="python-pkg",
            paths=(REQUESTS,),
            url="https://avd.aquasec.com/nvd/cve-2018-18074",
            aliases=("GHSA-x84v-xcm2-53pg",),
        ),
        Secret(
            id="aws-access-key-id",
            severity=Level.CRITICAL,
            title="AWS Access Key ID",
            image="chat:1",
            file="/app/config.env",
            line=1,
        ),
    ]
    assert [(one.problem.id, one.by) for one in found.ignored] == [("CVE-2022-28391", ".trivyignore")]


def test_grype_names_the_cve_behind_an_advisory_of_github(grype_report: str):
    found = grype.read(json.loads(grype_report), "chat:1")
    assert found
    assert (found.system, found.unsupported) == ("alpine 3.19.0", False)
    first, second = found.problems
    assert first == Vulnerability(
        id="CVE-2018-18074",
        severity=Level.CRITICAL,
        package="requests",
        installed="2.19.0",
        fixed_in="2.20.0",
        title="Insufficiently Protected Credentials in Requests",
        image="chat:1",
        ecosystem="python",
        paths=(f"/{REQUESTS}",),
        url="https://example.com/GHSA-x84v-xcm2-53pg",
        aliases=("GHSA-x84v-xcm2-53pg",),
    )
    assert isinstance(second, Vulnerability)
    assert (second.id, second.severity, second.fixed_in) == ("CVE-2020-99999", Level.NEGLIGIBLE, "")
    assert [(one.problem.id, one.reason) for one in found.ignored] == [("CVE-2022-28391", "no netstat")]


def test_grype_says_what_gets_no_more_updates(grype_report: str):
    # As grype/presenter/models/alert.go has it.
    alerts = {"alertsByPackage": [{"package": {}, "alerts": [{"type": "distro-eol", "message": "…"}]}]}
    found = grype.read(json.loads(grype_report) | alerts, "chat:1")
    assert found
    assert found.unsupported


@pytest.mark.parametrize("document", [None, [], {}, "trivy", {"matches": {}}, {"SchemaVersion": 2}, {"Results": []}])
@pytest.mark.parametrize("reader", [trivy.read, grype.read])
def test_what_is_no_report_is_not_read_as_a_clean_one(reader, document):
    assert reader(document, "chat:1") is None


def test_a_report_of_the_other_scanner_is_not_read(trivy_report: str, grype_report: str):
    assert grype.read(json.loads(trivy_report), "chat:1") is None
    assert trivy.read(json.loads(grype_report), "chat:1") is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("reader", "name"), [(trivy.read, "trivy_report"), (grype.read, "grype_report")])
@given(data=st.data())
def test_any_value_anywhere_in_a_report_is_read(reader, name, data):
    from tests.scan.conftest import HERE

    document = json.loads((HERE / f"{name.partition('_')[0]}.json").read_text())
    parent, keys = document, list[object]()
    while isinstance(parent, (dict, list)) and parent:
        keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(parent[key], (dict, list)):
            parent[key] = data.draw(JUNK)
            break
        parent = parent[key]
    found = reader(document, "chat:1")
    if found:
        assert all(isinstance(problem.severity, Level) for problem in sort_problems(found.problems))


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("CRITICAL", "critical"),
        ("Negligible", "negligible"),
        ("UNKNOWN", "unknown"),
        ("", "unknown"),
        ("bad", "unknown"),
    ],
)
def test_severities(word: str, level: str):
    assert level_of(word) == level


def test_levels_are_in_order_worst_first():
    assert sorted(Level, key=lambda level: level.rank) == ["critical", "high", "medium", "low", "negligible", "unknown"]


def one(identifier: str, severity: Level, package: str = "torch", path: str = "") -> Vulnerability:
    paths = (path,) if path else ()
    return Vulnerability(id=identifier, severity=severity, package=package, installed="2.0", paths=paths)


def test_one_package_in_many_files_is_one_problem():
    merged = merge_paths(
        [one("CVE-1", Level.HIGH, path="a"), one("CVE-2", Level.LOW), one("CVE-1", Level.HIGH, path="b")]
    )
    assert [(problem.id, problem.paths) for problem in merged] == [("CVE-1", ("a", "b")), ("CVE-2", ())]


def test_worst_first_then_by_package():
    found = [one("CVE-3", Level.LOW), one("CVE-2", Level.HIGH, "numpy"), one("CVE-1", Level.HIGH)]
    found.append(one("CVE-9", Level.UNKNOWN))
    assert [problem.id for problem in sort_problems([*found])] == ["CVE-2", "CVE-1", "CVE-3", "CVE-9"]
