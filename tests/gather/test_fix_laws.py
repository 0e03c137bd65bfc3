"""Faults put into compiled manifests, in any style: what is mended is gone, and nothing else changes."""

from __future__ import annotations

import copy
import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.checks.inventory import Context
from seatrial.checks.selection import Profile, select
from seatrial.finding import Severity
from seatrial.gather.files import Input, Kind
from seatrial.gather.fix import fix
from seatrial.gather.review import Compiled, review
from seatrial.manifests.read import read_file
from tests.gather.faults import AFTER, APPLICATIONS, BEFORE, broken_workload, faults_of, workload, written

SELECTION = select(Profile.ALL)


@st.composite
def faulty(draw):
    """An application of which one object has a fault or three."""
    manifests = copy.deepcopy(draw(st.sampled_from(APPLICATIONS)))
    chosen = draw(st.sampled_from([manifest for manifest in manifests if "spec" in manifest] or manifests))
    possible = list(faults_of(chosen))
    for change, path in draw(st.lists(st.sampled_from(possible), max_size=3)) if possible else ():
        try:
            change(chosen, path, draw(st.integers(1, 5)))
        except (KeyError, TypeError, IndexError):  # another fault has moved it
            continue
    return manifests


def checked(text):
    return review(
        [Input("f.yaml", Kind.MANIFESTS, data=text.encode())],
        lambda: SELECTION,
        Context(complete=False),
        compiled=lambda _: Compiled((), 0),
        rendered=lambda _: (),
    )


def names(findings, severities=tuple(Severity)):
    return {(f.code, f.resource, f.field) for f in findings if f.severity in severities}


@settings(max_examples=25)
@given(faulty(), st.sampled_from(["block", "wide", "mixed", "flow", "json"]), st.sampled_from(["\n", "\r\n"]))
def test_what_is_mended_is_gone_and_nothing_else_changes(manifests, style, end):
    text = written(manifests, style).replace("\n", end)
    before = checked(text)
    fixed = fix(before.texts, before.findings)
    if not fixed.texts:
        return
    mended = fixed.texts["f.yaml"]
    after = checked(mended)
    assert not names(fixed.findings) & names(after.findings)
    # A key that is found again may hold a fault of its own, which was there before.
    renamed = {edit.path for finding in fixed.findings for edit in finding.edits if edit.key}
    if not renamed:
        assert names(after.findings, [Severity.ERROR]) <= names(before.findings)
    assert not fix(after.texts, after.findings).texts or renamed
    old, new = text.split("\n"), mended.split("\n")
    gone = [line for line in difflib.ndiff(old, new) if line.startswith("- ")] if len(old) < 3000 else []
    assert len(gone) <= sum(len(finding.edits) for finding in fixed.findings)
    if style != "json":
        assert mended.startswith(BEFORE.replace("\n", end))
        assert mended.endswith(AFTER.replace("\n", end))
    assert mended.count("\n") == mended.count(end)


@pytest.mark.parametrize("style", ["block", "wide", "mixed", "flow", "json"])
def test_faults_are_mended_in_every_style(style):
    """An editor that does nothing would keep the law above."""
    manifests = broken_workload()
    before = checked(written(manifests, style))
    fixed = fix(before.texts, before.findings)
    assert {finding.code for finding in fixed.findings} >= {"AI001", "SCH001"}
    assert len(fixed.findings) >= 3
    assert not fixed.refused
    assert read_file("f.yaml", fixed.texts["f.yaml"]).resources[-1].manifest["spec"] == workload()["spec"]
