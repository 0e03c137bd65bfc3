from __future__ import annotations

from dataclasses import replace

import pytest

from seatrial.checks.engine import check
from seatrial.checks.fingerprint import Anchors, fingerprint, fingerprints
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.resource import Resource, ResourceKey

FINDING = Finding(
    code="POD001",
    severity=Severity.ERROR,
    message="it runs as root",
    position=Position("a.yaml", 3, 5),
    resource=ResourceKey("apps", "Deployment", "shop", "web"),
    field="spec.template.spec.containers[0].image",
)
OTHERS = {
    "code": "POD002",
    "resource": ResourceKey("apps", "Deployment", "shop", "web2"),
    "field": "spec.template.spec.containers[1].image",
    "anchor": "spec.template.spec.containers[web].image",
}
SAME = {
    "message": "it still does",
    "position": Position("b.yaml", 9, 1),
    "severity": Severity.INFO,
    "fix": "do not",
    "why": "because",
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_rule_object_or_field_is_another_finding(name: str):
    assert fingerprint(replace(FINDING, **{name: OTHERS[name]})) != fingerprint(FINDING)


@pytest.mark.parametrize("name", SAME)
def test_lines_files_and_words_do_not_matter(name: str):
    assert fingerprint(replace(FINDING, **{name: SAME[name]})) == fingerprint(FINDING)


def test_parts_do_not_flow_into_each_other():
    one, other = (replace(FINDING, resource=ResourceKey("", "Pod", *names)) for names in (("ab", "c"), ("a", "bc")))
    assert fingerprint(one) != fingerprint(other)


def test_what_is_no_object_is_known_by_its_file():
    dockerfile = replace(FINDING, resource=None, position=Position("./build/Dockerfile", 3, 1))
    assert fingerprint(dockerfile) == fingerprint(replace(dockerfile, position=Position("build/Dockerfile", 8, 2)))
    assert fingerprint(dockerfile) != fingerprint(replace(dockerfile, position=Position("Dockerfile", 3, 1)))


def test_it_never_changes():
    """A baseline of last year is read by this year's release."""
    assert fingerprint(FINDING) == "dd77ebd5a09cc17cb115f2bf1b05e8a79ff52c77281cc9ef841d9646948d0fc2"


def test_several_at_one_place_are_told_apart():
    marks = fingerprints([FINDING, FINDING, FINDING])
    assert marks[0] == fingerprint(FINDING)
    assert len(set(marks)) == 3
    assert fingerprints([FINDING, FINDING]) == marks[:2]


SPEC = {
    "containers": [
        {"name": "log", "ports": [{"containerPort": 80}, {"containerPort": 81}]},
        {"name": "web", "volumeMounts": [{"mountPath": "/a"}, {"mountPath": "/b"}], "args": ["a", "b"]},
        {"name": "twin"},
        {"name": "twin"},
        "no container",
    ],
    "a.b/c": [{"name": "dotted"}],
}


@pytest.mark.parametrize(
    ("field", "anchor"),
    [
        ("spec.replicas", ""),
        ("spec.containers[1].image", "spec.containers[web].image"),
        ("spec.containers[1].volumeMounts[1].readOnly", "spec.containers[web].volumeMounts[/b].readOnly"),
        ("spec.containers[0].ports[1]", "spec.containers[log].ports[81]"),
        ("spec.containers[1].args[1]", "spec.containers[web].args[1]"),
        ("spec.containers[2].image", "spec.containers[2].image"),
        ("spec.containers[4].image", "spec.containers[4].image"),
        ("spec.containers[9].image", "spec.containers[9].image"),
        ("spec.a.b/c[0].x", "spec.a.b/c[dotted].x"),
        ("spec.containers[x].image", "spec.containers[x].image"),
    ],
)
def test_anchors_name_the_items(field: str, anchor: str):
    anchors = Anchors()
    assert [anchors.of({"spec": SPEC}, field) for _ in range(2)] == [anchor, anchor]


def test_the_last_manifest_is_not_taken_for_the_next():
    anchors = Anchors()
    manifests = [{"spec": {"containers": [{"name": name}]}} for name in ("a", "b")]
    assert [anchors.of(manifest, "spec.containers[0]") for manifest in manifests] == [
        "spec.containers[a]",
        "spec.containers[b]",
    ]


def test_a_container_put_before_another_changes_nothing_for_it():
    def found(*names: str) -> set[str]:
        containers = [{"name": name, "image": "x:latest"} for name in names]
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "n"}}
        findings = check([Resource(pod | {"spec": {"containers": containers}})])
        return {fingerprint(f) for f in findings if f.code == "IMG001" and "[web]" in f.anchor}

    assert found("web") == found("first", "web") != set()
