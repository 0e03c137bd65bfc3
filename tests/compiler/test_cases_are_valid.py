"""A golden case shows what a valid file becomes, so each must be one, at each of its places."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatrial.finding import Severity
from seatrial.spec.load import load

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/cluster.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_the_file_has_no_errors(case: Path):
    text = case.read_text()
    cluster = load(text).cluster
    assert cluster is not None
    for place in ("local", *cluster.places):
        found = load(text, place=place).findings
        assert [str(finding) for finding in found if finding.severity is Severity.ERROR] == [], place
