"""Edits in place: what a person who reads the diff would expect."""

from __future__ import annotations

import difflib
import json
import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.edit import REMOVE, Edit, Replacement, replace_text
from seatrial.manifests.edit import CannotEditError, apply_edits
from seatrial.manifests.edit_diff import unified_diff
from seatrial.manifests.edit_write import scalar
from seatrial.manifests.read import read_document
from seatrial.manifests.split import Slice

DEPLOYMENT = """\
apiVersion: apps/v1   # v
kind: Deployment
metadata:
  annotations: {}   # none yet
spec:
    template:
        spec:
            serviceAccount: 'bob'
            containers:
              - name: a  # the name
                # the image
                image: "x:1"
                resources:
                    limits: {cpu: 1, nvidia.com/gpu: 1}
                    # requests: {}
                args:
                - |
                  hi

              # the second
              - image: b
                name: c
            volumes: # none yet
"""
POD = ("spec", "template", "spec")
FIRST = (*POD, "containers", 0)


def edit(text, *edits):
    return apply_edits(dedent(text), {0: edits})


def check(before, edits, after):
    assert edit(before, *edits) == dedent(after)


def test_a_manifest_keeps_its_style():
    edits = [
        Edit((*FIRST, "securityContext", "runAsNonRoot"), True),
        Edit((*FIRST, "securityContext", "capabilities", "drop"), ["ALL"]),
        Edit((*FIRST, "image"), "x:2"),
        Edit((*FIRST, "name"), REMOVE),
        Edit((*FIRST, "resources", "limits", "cpu"), REMOVE),
        Edit((*FIRST, "resources", "requests"), {"cpu": "1", "memory": "1Gi"}),
        Edit((*FIRST, "args", 1), "--port=80"),
        Edit((*POD, "containers", 1, "image"), REMOVE),
        Edit((*POD, "serviceAccount"), key="serviceAccountName"),
        Edit((*POD, "volumes", 0), {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}),
        Edit(("metadata", "annotations", "example.com/on"), "yes"),
    ]
    assert (
        apply_edits(DEPLOYMENT, {0: edits})
        == """\
apiVersion: apps/v1   # v
kind: Deployment
metadata:
  annotations:   # none yet
    example.com/on: "yes"
spec:
    template:
        spec:
            serviceAccountName: 'bob'
            containers:
              -
                # the image
                image: "x:2"
                resources:
                    limits: {nvidia.com/gpu: 1}
                    requests:
                      cpu: "1"
                      memory: 1Gi
                    # requests: {}
                args:
                - |
                  hi
                - --port=80
                securityContext:
                  runAsNonRoot: true
                  capabilities:
                    drop:
                      - ALL

              # the second
              - name: c
            volumes: # none yet
              - name: tmp
                emptyDir:
                  sizeLimit: 1Gi
"""
    )


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ("a:\n    b:\n        c: 1\n", [Edit(("d", "e"), 1)], "a:\n    b:\n        c: 1\nd:\n    e: 1\n"),
        ("a:\n  # later\nb: 1\n", [Edit(("a", "c"), 1)], "a:\n  c: 1\n  # later\nb: 1\n"),
        ("a: [] # c\n", [Edit(("a", 0), "x")], "a: # c\n- x\n"),
        ("a: 1 # c\n", [Edit(("a",), {"b": [1, {"c": 2, "d": []}]})], "a: # c\n  b:\n  - 1\n  - c: 2\n    d: []\n"),
        ("a:\n  - 1 # c\n  -\n", [Edit(("a", 0), {"b": 1, "c": 2}), Edit(("a", 1), 3)],
         "a:\n  - b: 1 # c\n    c: 2\n  - 3\n"),
        ("a:\n  b: 1\n  c: 2\nd: 3\n", [Edit(("a", "b"), REMOVE), Edit(("a", "c"), REMOVE)], "a: {}\nd: 3\n"),
        ("a:\n- 1\nb: 2\n", [Edit(("a", 0), REMOVE), Edit(("b",), REMOVE)], "a: []\n"),
        ("a: 1\n# of b\nb: 2 # c\n", [Edit(("a",), REMOVE)], "# of b\nb: 2 # c\n"),
        ("- a: 1\n  b: 2\n- c\n", [Edit((0, "a"), REMOVE), Edit((1,), REMOVE)], "- b: 2\n"),
        ("a:\n- - 1\n  - 2\n", [Edit(("a", 0, 0), REMOVE), Edit(("a", 0, 2), 3)], "a:\n- - 2\n  - 3\n"),
        ("a: |+\n  x\n\nb: 1", [Edit(("c",), 1), Edit(("b",), REMOVE)], "a: |+\n  x\n\nc: 1"),
        ("a: >-\n  x\n\n\n# z\n", [Edit(("b",), 1)], "a: >-\n  x\nb: 1\n\n\n# z\n"),
        ("a: &x 1\nb: *x\n", [Edit(("b",), 2)], "a: &x 1\nb: 2\n"),
        ("a: {b: , c}\n", [Edit(("a", "b"), 1), Edit(("a", "c"), 2)], "a: {b: 1 , c: 2}\n"),
        ("a: { b: 1, }\n", [Edit(("a", "c"), "x, y")], 'a: { b: 1, c: "x, y", }\n'),
        ("a: [\n  x, # one\n  y # two\n]\n", [Edit(("a", 2), "z")], "a: [\n  x, # one\n  y, # two\n  z\n]\n"),
        ("a: [\n  x,\n  y, # two\n]\n", [Edit(("a", 2), "z")], "a: [\n  x,\n  y, # two\n  z,\n]\n"),
        ("a: [x, y, z]\n", [Edit(("a", 0), REMOVE), Edit(("a", 2), REMOVE)], "a: [y]\n"),
        ("a: 'x'\nb: \"y\"\n", [Edit(("a",), "10m"), Edit(("b",), "z")], "a: '10m'\nb: \"z\"\n"),
        ("a: 1\n...\n# end\n", [Edit(("b",), 2)], "a: 1\nb: 2\n...\n# end\n"),
        ("a: 1  \n", [Edit(("a",), 1)], "a: 1  \n"),
        ("# \u2028# \x85\na: 'x\u2028y' # \u2028# é🚢\nb: 1\n", [Edit(("b",), 2), Edit(("c",), 3)],
         "# \u2028# \x85\na: 'x\u2028y' # \u2028# é🚢\nb: 2\nc: 3\n"),
        ("a: 0755\n", [Edit(("a",), 493)], "a: 0755\n"),
        ("0x1f: 1\nno: 2\n", [Edit(("0x1f",), 3), Edit(("no",), 4)], "0x1f: 3\nno: 4\n"),
    ],
)  # fmt: skip
def test_the_least_of_the_text_changes(before, edits, after):
    assert edit(before, *edits) == after


@pytest.mark.parametrize("indent", [None, 1, 4, "\t"])
def test_json_stays_json_in_its_own_layout(indent):
    value = {"kind": "Pod", "spec": {"containers": [{"name": "a"}], "hostNetwork": True}, "note": "a\tb é 🚢"}
    edits = [
        Edit(("spec", "containers", 0, "image"), "b"),
        Edit(("spec", "containers", 1), {"name": "c", "args": ["on", 1.5, None]}),
        Edit(("spec", "hostNetwork"), REMOVE),
        Edit(("spec", "securityContext", "runAsUser"), 1000),
        Edit(("note",), 'say "hi"\n\u2028'),
    ]
    wanted = {
        "kind": "Pod",
        "spec": {
            "containers": [{"name": "a", "image": "b"}, {"name": "c", "args": ["on", 1.5, None]}],
            "securityContext": {"runAsUser": 1000},
        },
        "note": 'say "hi"\n\u2028',
    }
    after = apply_edits(json.dumps(value, indent=indent, ensure_ascii=False), {0: edits})
    assert json.loads(after) == wanted
    assert after == json.dumps(wanted, indent=indent, ensure_ascii=False).replace("\u2028", "\\u2028")


def test_tight_json_stays_tight():
    assert edit('{"a":[1,2],"b":{"c":1}}', Edit(("b", "d"), [3]), Edit(("a", 2), "x")) == (
        '{"a":[1,2,"x"],"b":{"c":1,"d":[3]}}'
    )


def test_documents_count_as_the_reader_counts_them():
    text = "# licence\n---\na: 1\n---\n---\n# empty\n--- # x\nb: 2\n"
    assert apply_edits(text, {1: [Edit(("a",), 3)], 4: [Edit(("c",), 1)]}) == (
        text.replace("a: 1", "a: 3").replace("b: 2", "b: 2\nc: 1")
    )
    for number in (0, 2, 3, 5):
        with pytest.raises(CannotEditError):
            apply_edits(text, {number: [Edit(("a",), 3)]})


def test_indexes_mean_the_list_as_it_was():
    check(
        "a:\n- b: 1\n- b: 2\n- b: 3\n",
        [Edit(("a", 0), REMOVE), Edit(("a", 2, "b"), 4), Edit(("a", 3), 5), Edit(("a", 4), 6)],
        "a:\n- b: 2\n- b: 4\n- 5\n- 6\n",
    )


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        ("a: &x {b: 1}\nc: *x\n", Edit(("a", "b"), 2), "anchor"),
        ("a: &x {b: 1}\nc: *x\n", Edit(("c", "b"), 2), "alias"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", Edit(("c", "b"), 2), "merged"),
        ("a: &x 1\nb: *x\n", Edit(("a",), REMOVE), "in place"),
        ("a: 1\na: 2\n", Edit(("a",), 3), "twice"),
        ("? a\n: b\n", Edit(("a",), 3), "`?`"),
        ("a: b\n", Edit(("a", "c"), 3), "neither"),
        ("a: [1]\n", Edit(("a", 3), 3), "only 1 items"),
        ("a: [1]\n", Edit(("a", "b"), 3), "parent is a list"),
        ("a: {b: 1}\n", Edit(("a", 0), 3), "parent is a mapping"),
        ("a: 1\nb: 2\n", Edit(("a",), key="b"), "b is there already"),
        ("a: [1]\n", Edit(("a", 0), key="b"), "no name"),
        ("a: 1\n", Edit((), {}), "whole document"),
        ("a: [1, # one\n 2]\n", Edit(("a", 1), REMOVE), "comment"),
        ("a: {{ x }}\nb: [\n", Edit(("a",), 1), "template"),
        ("a: [\n", Edit(("a",), 1), "not closed"),
        ("# nothing\n", Edit(("a",), 1), "empty"),
        ("a: 1\n", Edit(("a",), float("nan")), "number"),
        ("a: 1\n", Edit(("a",), {1, 2}), "set"),
        ("a: [b: c]\n", Edit(("a", 0, "b"), 2), "without brackets"),
        ("a: !!map\n  b: 1\n", Edit(("a", "b"), 2), "tag"),
    ],
)
def test_what_is_unclear_is_refused_with_a_reason(text, change, reason):
    with pytest.raises(CannotEditError, match=re.escape(reason)):
        apply_edits(text, {0: [change]})


def test_the_error_names_the_path():
    with pytest.raises(CannotEditError) as caught:
        edit("a: [{b: x}]\n", Edit(("a", 0, "b", "c"), 1))
    assert caught.value.path == ("a", 0, "b")
    assert str(caught.value) == "a[0].b cannot be edited: it is neither a mapping nor a list"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("RuntimeDefault", "RuntimeDefault"), ("10m", "10m"), ("1Gi", "1Gi"), ("/tmp", "/tmp"), ("", '""'),
        ("--port=80", "--port=80"), ("registry.example.com:5000/a/b:1.0", "registry.example.com:5000/a/b:1.0"),
        ("yes", '"yes"'), ("Off", '"Off"'), ("1", '"1"'), ("1.0", '"1.0"'), ("0x1f", '"0x1f"'), ("1e3", '"1e3"'),
        ("12:30:45", '"12:30:45"'), ("2026-11-23", '"2026-11-23"'), (".inf", '".inf"'), ("~", '"~"'),
        ("a: b", '"a: b"'), ("a #b", '"a #b"'), ("*", '"*"'), ("é", '"é"'), ("a\nb", '"a\\nb"'), ("\x85", '"\\u0085"'),
        (True, "true"), (None, "null"), (-5, "-5"), (1.5, "1.5"), (1e22, "1.0e+22"), ("two words", "two words"),
    ],
)  # fmt: skip
def test_scalars_are_plain_where_every_reader_agrees(value, text):
    import yaml

    assert scalar(value) == text
    assert yaml.load(f"a: {text}", Loader=yaml.CSafeLoader) == {"a": value}
    assert read_document(Slice(f"a: {text}", 0, 0, 1), "") == ({"a": value}, ())


def test_replacements_keep_their_order_at_one_place_and_do_not_overlap():
    made = [Replacement(3, 5, "DE"), Replacement(1, 1, "2"), Replacement(1, 1, "1"), Replacement(1, 3, "")]
    assert replace_text("abcdef", made) == "a21DEf"
    with pytest.raises(ValueError, match="character 2"):
        replace_text("abcdef", [Replacement(0, 3, ""), Replacement(2, 4, "")])


def test_a_diff_is_what_patch_reads():
    assert unified_diff("a\nb\u2028c\n", "a\nb\u2028d\ne", "/x/f.yaml") == (
        "--- a/x/f.yaml\n+++ b/x/f.yaml\n@@ -1,2 +1,3 @@\n a\n-b\u2028c\n+b\u2028d\n+e\n\\ No newline at end of file\n"
    )
    assert not unified_diff("a\n", "a\n", "f")
    assert unified_diff("", "a\n", "f") == "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n"


def test_a_diff_of_many_small_edits_is_that_of_difflib():
    lines = [f"{number}\n" for number in range(2000)]
    changed = list(lines)
    changed[0:2] = ["x\n"]
    changed[900:900] = ["y\n", "z\n"]
    changed[905:1005] = ["w\n"]
    changed[-1] = "end"
    expected = "".join(difflib.unified_diff(lines, changed, "a/f", "b/f")) + "\n\\ No newline at end of file\n"
    assert unified_diff("".join(lines), "".join(changed), "f") == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("aaabc\n"), max_size=120).map("".join), st.data())
def test_a_diff_holds_both_texts(before, data):
    at, end = sorted((data.draw(st.integers(0, len(before))), data.draw(st.integers(0, len(before)))))
    after = before[:at] + data.draw(st.text("ab\n", max_size=20)) + before[end:]
    old, new = (text.split("\n") for text in (before, after))
    for hunk in re.split("^@@ ", unified_diff(before, after, "f"), flags=re.MULTILINE)[1:]:
        start, length, new_start, new_length = re.match(r"-(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", hunk).groups()
        body = [line for line in hunk.split("\n")[1:-1] if not line.startswith("\\")]
        for text, sign, first, count in ((old, "-", start, length), (new, "+", new_start, new_length)):
            lines = [line[1:] for line in body if line[0] in (" ", sign)]
            assert len(lines) == int(count or 1)
            assert not lines or text[int(first) - 1 :][: len(lines)] == lines
    assert bool(unified_diff(before, after, "f")) == (before != after)
