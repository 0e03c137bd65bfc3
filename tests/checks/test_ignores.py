"""Ignore comments: what they cover, and what is wrong with them."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.checks import check, find_rules, parse_ignores
from seatrial.finding import Finding, Severity
from seatrial.location import Position, SourceMap
from seatrial.resource import Resource

CLUSTER = """\
seatrial: v1
services:
  chat:
    image: chat:latest
    patch:
      hostPID: true
  web:
    image: web:latest
"""


def source_map(text: str) -> SourceMap:
    """Positions of block-style YAML, as the reader of the file gives them."""
    values: dict[tuple[str | int, ...], Position] = {}
    keys: dict[tuple[str | int, ...], Position] = {}

    def walk(node: yaml.Node, path: tuple[str | int, ...]) -> None:
        values[path] = Position("cluster.yaml", node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                keys[*path, key.value] = Position("cluster.yaml", key.start_mark.line + 1, key.start_mark.column + 1)
                walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*path, index))

    root = yaml.compose(text)
    assert root
    walk(root, ())
    return SourceMap(values, keys)


def pod(name: str, spec: dict[str, object]) -> Resource:
    fields = {"spec.containers[0].image": ("image",), "spec.hostPID": ("patch", "hostPID")}
    return Resource(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}, ("services", name), fields
    )


PODS = (
    pod("chat", {"hostPID": True, "containers": [{"name": "chat", "image": "chat:latest"}]}),
    pod("web", {"containers": [{"name": "web", "image": "web:latest"}]}),
)


def findings(text: str) -> tuple[Finding, ...]:
    rules = [rule for name in ("IMG001", "POD007") for rule in find_rules(name)]
    return check(PODS, rules=rules, source_map=source_map(text), ignores=parse_ignores(text, "cluster.yaml"))


def said(text: str) -> list[str]:
    return [f"{finding.code} {finding.resource.name if finding.resource else ''}".strip() for finding in findings(text)]


def test_without_comments_everything_is_found():
    assert said(CLUSTER) == ["IMG001 chat", "POD007 chat", "IMG001 web"]


@pytest.mark.parametrize(
    ("line", "comment", "left"),
    [
        ("    image: chat:latest", "behind", ["POD007 chat", "IMG001 web"]),
        ("    image: chat:latest", "above", ["POD007 chat", "IMG001 web"]),
        ("  chat:", "behind", ["POD007 chat", "IMG001 web"]),
        ("  chat:", "above", ["POD007 chat", "IMG001 web"]),
        ("services:", "behind", ["POD007 chat"]),
        ("seatrial: v1", "above", ["POD007 chat"]),
        ("    image: web:latest", "behind", ["IMG001 chat", "POD007 chat"]),
    ],
)
def test_a_comment_covers_its_value_and_all_below(line: str, comment: str, left: list[str]):
    mark = "# seatrial: ignore[IMG001] built on this machine"
    text = CLUSTER.replace(line, f"{line}  {mark}" if comment == "behind" else f"{mark}\n{line}")
    assert said(text) == left


def test_several_rules_by_code_name_and_alias():
    text = CLUSTER.replace("  chat:", "  chat:  # seatrial: ignore[image-pinned, KSV-0010] a test rig")
    assert said(text) == ["IMG001 web"]


def test_an_unused_comment_is_a_warning():
    text = CLUSTER.replace("  web:", "  web:  # seatrial: ignore[POD007] no longer")
    (fault,) = [finding for finding in findings(text) if finding.code == "IGN003"]
    assert fault.severity is Severity.WARNING
    assert str(fault) == "cluster.yaml:7:9: nothing here breaks POD007; remove POD007 from the comment"


def test_a_rule_that_did_not_run_is_not_unused():
    text = CLUSTER.replace("  web:", "  web:  # seatrial: ignore[REL001] not asked today")
    assert "IGN003" not in said(text)


def test_a_comment_without_reason_is_an_error():
    text = CLUSTER.replace("    image: web:latest", "    image: web:latest # seatrial: ignore[IMG001]")
    (fault,) = [finding for finding in findings(text) if finding.code.startswith("IGN")]
    assert (fault.code, fault.severity) == ("IGN001", Severity.ERROR)
    assert said(text) == ["IMG001 chat", "POD007 chat", "IGN001"]


def test_an_unknown_rule_gets_the_nearest_name():
    text = CLUSTER.replace("  web:", "  web:  # seatrial: ignore[image-pined] reason")
    (fault,) = [finding for finding in findings(text) if finding.code == "IGN002"]
    assert fault.severity is Severity.ERROR
    assert fault.fix == "did you mean image-pinned?"


@pytest.mark.parametrize(
    "comment", ["# seatrial: ignore", "# seatrial: ignore[] reason", "# seatrial: ignore IMG001 reason"]
)
def test_a_comment_that_names_no_rule_is_an_error(comment: str):
    assert "IGN002" in said(CLUSTER.replace("  web:", f"  web:  {comment}"))


@pytest.mark.parametrize(
    "text",
    [
        'note: "use # seatrial: ignore[IMG001] here"\n',
        "note: |\n  a line\n  # seatrial: ignore[IMG001] inside a text\n",
        "note: a#seatrial: ignore[IMG001] x\n",
        "# seatrial: ignored[IMG001] x\n",
    ],
)
def test_what_only_looks_like_a_comment_is_none(text: str):
    assert parse_ignores(text, "f") == ()


def test_the_head_of_a_block_text_may_carry_a_comment():
    (ignore,) = parse_ignores("seatrial: v1\nnote: |  # seatrial: ignore[IMG001] reason\n  text\n", "f")
    assert (ignore.covers, ignore.position) == ("line", Position("f", 2, 10))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_position_reason_and_line_ends(end: str):
    (ignore,) = parse_ignores(f"a: 1{end}# seatrial: ignore[IMG001,POD001]  for now{end}b: 2{end}", "f")
    assert (ignore.identifiers, ignore.reason) == (("IMG001", "POD001"), "for now")
    assert (ignore.covers, ignore.position) == ("next", Position("f", 2, 1))


def test_a_comment_at_the_end_covers_nothing():
    assert "IGN003" in said(CLUSTER + "# seatrial: ignore[IMG001] reason\n")


def test_a_comment_for_a_list_item_covers_the_item():
    text = "seatrial: v1\njobs:\n  - image: a  # seatrial: ignore[IMG001] reason\n    name: a\n  - image: b\n"
    fields = {"spec.containers[0].image": ("image",)}
    spec = {"containers": [{"name": "x", "image": "x:latest"}]}
    pods = [
        Resource({"kind": "Pod", "metadata": {"name": str(index)}, "spec": spec}, ("jobs", index), fields)
        for index in (0, 1)
    ]
    (rule,) = find_rules("IMG001")
    found = check(pods, rules=[rule], source_map=source_map(text), ignores=parse_ignores(text, "cluster.yaml"))
    assert [str(finding.position) for finding in found] == ["cluster.yaml:5:5"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("# seatrial:ignore[]AB1,'\"|>-{}\n\r\t&*!%é"), max_size=120))
def test_any_text_is_parsed_without_raising(text: str):
    for ignore in parse_ignores(text, "f"):
        assert ignore.position.line <= text.count("\n") + 1


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=30))
def test_any_line_before_a_comment_is_survived(line: str):
    parse_ignores(f"{line}\na: 1 # seatrial: ignore[IMG001] reason\n", "f")
