"""A baseline hides what is known, wherever it has moved, and nothing that is new."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from seatrial.checks.baseline import Baseline, UnreadableBaselineError, apply_baseline, read_baseline, write_baseline
from seatrial.checks.checkov_baseline import read_checkov
from seatrial.checks.ignores import apply_ignores
from seatrial.checks.rulebook import find_rules
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.resource import ResourceKey


def finding(name: str = "web", line: int = 1, code: str = "POD007", file: str = "a.yaml") -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message="m",
        why="why",
        field="spec.hostPID",
        position=Position(file, line, 1),
        resource=ResourceKey("", "Pod", "", name),
    )


def written(*findings: Finding) -> Baseline:
    return read_baseline(write_baseline(findings), "known.json")


def test_what_is_known_is_hidden_wherever_it_moves():
    known = written(finding("a"), finding("b"))
    left = apply_baseline([finding("a", line=9), finding("b", file="moved.yaml"), finding("c")], known, ["a.yaml"])
    assert left.findings == (finding("c"),)
    assert (left.hidden, left.mended) == (2, 0)


def test_counts_are_kept():
    known = written(finding(), finding(line=2))
    again = [finding(line=line) for line in (1, 2, 3)]
    assert apply_baseline(again, known, ["a.yaml"]).findings == (finding(line=3),)
    assert apply_baseline(again[:1], known, ["./a.yaml"]).mended == 1


def test_what_was_not_looked_at_is_not_mended():
    assert apply_baseline([], written(finding()), ["b.yaml"]).mended == 0


def test_what_no_rule_says_is_never_known():
    fault = replace(finding(code="MAN003"), why="")
    assert written(fault).entries == {}
    assert apply_baseline([fault], written(finding()), []).findings == (fault,)


def test_every_line_but_the_first_stands_alone_so_that_merges_are_json():
    lines = write_baseline([finding("b"), finding("a"), finding("b")]).splitlines()
    assert [line[:1] for line in lines] == ["[", ",", ",", "]"]
    entries = [json.loads(line[1:]) for line in lines[1:-1]]
    assert [(entry["object"], entry["count"]) for entry in entries] == [("Pod a", 1), ("Pod b", 2)]
    for merged in ([lines[0], lines[2], lines[3]], [*lines[:3], lines[2], lines[3]], [lines[0], lines[3]]):
        read_baseline("\n".join(merged), "known.json")


def test_the_order_of_findings_changes_nothing():
    assert write_baseline([finding("a"), finding("b")]) == write_baseline([finding("b"), finding("a")])


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "7", "[1]", '[{"format": "other"}]', '[{"format": "seatrial baseline", "version": 2}]',
     '[{"format": "seatrial baseline", "version": 1}, 1]',
     '[{"format": "seatrial baseline", "version": 1}, {"count": 1}]'],
)  # fmt: skip
def test_what_is_no_baseline(text: str):
    with pytest.raises(UnreadableBaselineError, match=r"known\.json") as error:
        read_baseline(text, "known.json")
    assert error.value.fix


CHECKOV = {
    "failed_checks": [
        {
            "file": "/deep/a.yaml",
            "findings": [{"resource": "Pod.default.web", "check_ids": ["CKV_K8S_17", "CKV_K8S_999999"]}],
        },
        {"file": "/Dockerfile", "findings": [{"resource": "/Dockerfile.", "check_ids": ["CKV2_DOCKER_1"]}]},
        {"file": 7, "findings": [7, {"resource": 7}]},
        "no entry",
    ]
}


def test_the_baseline_of_checkov():
    baseline = read_baseline(json.dumps(CHECKOV), ".checkov.baseline")
    (rule,) = find_rules("CKV2_DOCKER_1")
    sudo = replace(finding(code=rule.code, file="Dockerfile"), resource=None)
    hidden = [finding(file="deep/a.yaml"), sudo]
    shown = [finding(file="a.yaml"), finding("other", file="deep/a.yaml"), finding(file="deep/a.yaml", code="IMG001")]
    kept = apply_ignores([*hidden, *shown], baseline.ignores, frozenset({"POD007"}), None)
    assert kept.findings == shown
    assert kept.hidden_by_others == 2


@pytest.mark.parametrize("document", [{}, {"failed_checks": 1}, {"failed_checks": [{"findings": {}}]}])
def test_a_baseline_of_checkov_that_is_none_hides_nothing(document):
    assert list(read_checkov(document)) == []
