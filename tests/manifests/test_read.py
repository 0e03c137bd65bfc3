"""Any text becomes objects and findings; the fast way and the slow way agree."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from seatrial.manifests.locate import Document, Locator, parse_tree
from seatrial.manifests.read import _read_slowly, read_document, read_file
from seatrial.manifests.scalars import resolve
from seatrial.manifests.split import Slice, split
from tests.manifests.laws import hold

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n"


BOMB = "a: &a [1]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghijk"))


def codes(text):
    return [finding.code for finding in read_file("f.yaml", text).findings]


def whole(text):
    return Slice(text, 0, 0, text.count("\n") + 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0755", 493), ("0o17", 15), ("1_000", 1000), ("NO", False), ("on", True), ("y", True), ("yEs", "yEs"),
        ("1:30", "1:30"), ("0x1F", 31), ("0b11", 3), ("-010", -8), ("08", 8.0), ("1e3", 1000.0), ("1e400", "1e400"),
        ("", None), ("~", None), (".5", 0.5), ("._5", "._5"), ("2001-01-01", "2001-01-01"), ("1.2.3", "1.2.3"),
        (".inf", ".inf"), ("9" * 60, "9" * 60),
    ],
)  # fmt: skip
def test_scalars_are_what_kubectl_reads(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_documents_are_split_where_they_start():
    text = f"# licence\n---\n{POD}---\n\n--- # second\n{POD}...\n%YAML 1.1\n---\n{POD}"
    file = read_file("f.yaml", text)
    assert [resource.source for resource in file.resources] == [("f.yaml", 1), ("f.yaml", 3), ("f.yaml", 4)]
    locator = Locator({"f.yaml": file.slices})
    lines = text.split("\n")
    for resource in file.resources:
        position = locator.locate((*resource.source, "metadata", "name"))
        assert lines[position.line - 1] == "  name: a"
        assert position.column == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2\nb: 3\n", ["MAN003"]),
        (f"{POD}\n---\nkind: {{{{ .Values.kind }}}}\n", ["MAN007"]),
        (b"\xff\xfe" + POD.encode("utf-16-le"), []),
        (b"\xef\xbb\xbf" + POD.encode(), []),
        (POD.replace("\n", "\r\n"), []),
        (b"\x7fELF\x00\x01", ["MAN001"]),
        (b"a: \xff\n", ["MAN001"]),
        (POD + "kind: Job\n", ["MAN004"]),
        ("- 1\n- 2\n", []),
        ("just text\n", []),
        ("", []),
        ("---\n---\n# nothing\n", []),
        ("kind: Pod\nmetadata: {name: a}\n", ["MAN008"]),
        ("- " * 100_000 + "a", ["MAN002"]),
        ("[" * 100_000, ["MAN002"]),
        (BOMB, ["MAN002"]),
    ],
)  # fmt: skip
def test_bad_texts_are_findings(text, expected):
    assert codes(text) == expected


def test_one_broken_document_does_not_hide_the_others():
    file = read_file("f.yaml", f"{POD}---\na: b: c\n---\n{POD}")
    assert len(file.resources) == 2
    assert file.unread
    assert [(f.position.line, f.code) for f in file.findings] == [(6, "MAN003")]


def test_lists_are_their_items():
    listed = {"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}}, 3]}
    file = read_file("f.json", json.dumps(listed, indent="\t"))
    assert [(r.kind, r.source) for r in file.resources] == [("Pod", ("f.json", 0, "items", 0))]


def test_lists_in_lists_and_what_is_no_object_in_them():
    inner = {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod"}, 3]}
    listed = {"apiVersion": "v1", "kind": "List", "items": [inner, {"kind": "Pod"}, {"apiVersion": 1, "kind": "Pod"}]}
    file = read_file("f.yaml", yaml.safe_dump(listed, sort_keys=False))
    assert [r.source for r in file.resources] == [("f.yaml", 0, "items", 0, "items", 0)]
    assert [(f.position.line, f.code, f.message.rpartition(", but ")[2]) for f in file.findings] == [
        (10, "MAN008", "apiVersion is not there"),
        (11, "MAN008", "its apiVersion is not text"),
        (9, "MAN008", "apiVersion is not there"),
    ]


@pytest.mark.parametrize("text", ["0\x850:", "0\u20280:", "a: b\u2029c: d: e", "'\u2028", "[\x85"])
def test_lines_end_where_yaml_1_1_says_and_positions_are_those_of_an_editor(text):
    (finding,) = read_file("f", text).findings
    assert (finding.code, finding.position.line) == ("MAN003", 1)
    assert text[finding.position.column - 1 :]


def test_a_comment_ends_where_kubectl_ends_it():
    text = f"# harmless\u2028{POD}".replace("\n  name", "\u2028  name")
    file = read_file("f", text)
    assert [resource.name for resource in file.resources] == ["a"]
    position = Locator({"f": file.slices}).locate((*file.resources[0].source, "metadata", "name"))
    assert text.split("\n")[position.line - 1][position.column - 1 :].startswith("name: a")


@pytest.mark.parametrize("key", ["0x1f", "1", "1.5e3", ".inf", "true", "null", "~", "yes"])
@pytest.mark.parametrize("form", ["{}: 1", "{}:", "[{}: 1]", "{{a: 1, {}: 1}}", "- {}\t: 1"])
def test_keys_are_text_in_every_layout(key, form):
    value, _ = read_document(whole(form.format(key)), "f")
    found = value[0] if isinstance(value, list) else value
    assert key in found


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e400", "9" * 60])
def test_a_number_that_json_cannot_hold_stays_text_on_both_ways(text):
    assert read_document(whole(f"a: {text}"), "f") == ({"a": text}, ())


def test_a_long_licence_does_not_take_forever():
    licence = "# a line of it  \n" * 2000
    assert codes(f"---\n{licence}a: &x b: c\n") == ["MAN003"]
    assert codes(f"---\n{licence}") == []


def test_the_fields_of_a_long_list_are_found_in_one_pass():
    items = "".join(f"- kind: Pod\n  metadata:\n    name: n{number}\n" for number in range(3000))
    document = Document(whole(f"items:\n{items}"))
    rows = [document.find(("items", number, "metadata", "name"))[0] for number in range(3000)]
    assert rows == list(range(3, 9003, 3))


PIECES = [
    "---\n",
    "...\n",
    "# c\n",
    POD,
    "kind: List\n",
    "items:\n",
    "- ",
    "  ",
    "a: ",
    "&x ",
    "*x",
    "<<: ",
    "{{ x }}",
    "[1, ",
    "]",
    "{",
    "}",
    "|\n",
    "'",
    '"',
    "\n",
    "\r\n",
    "\t",
    "yes",
    "0x1f: ",
    "? ",
    "!!int ",
    "\x85",
    "\u2028",
    "\ufeff",
    "%YAML 1.1\n",
]
PLAIN = st.sampled_from(["a", "0", "1", "07", "NO", "y", "1.5", "~", "", "x y", "a-b", "1_0", "on", "null", "-1"])
VALUES = st.recursive(
    PLAIN | st.integers(-9, 99) | st.booleans() | st.none() | st.text(alphabet="ab:#-{}[]'\"\n ,&*!", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(
    st.sampled_from(["spec", "a", "b-c", "d.e/f", "7", "no", "'q'"]), VALUES, min_size=1, max_size=4
)


@given(MAPPINGS, st.booleans(), st.booleans())
def test_both_ways_read_the_same(value, flow, quoted):
    text = yaml.safe_dump(value, default_flow_style=flow, default_style='"' if quoted else None, sort_keys=False)
    fast, _ = read_document(whole(text), "f")
    slow, faults = _read_slowly(whole(text), "f")
    assert json.dumps(fast) == json.dumps(slow)
    assert not faults


@given(st.text(alphabet="ab:- \n#'\"[]{},&*!|>?%@`~0.\t", max_size=60))
def test_both_ways_agree_on_what_is_no_yaml(text):
    text = f"k: {text}"
    fast, fast_faults = read_document(whole(text), "f")
    slow, slow_faults = _read_slowly(whole(text), "f")
    if not fast_faults and not slow_faults:
        assert fast == slow
    else:
        assert fast_faults == slow_faults


@given(
    st.text(max_size=200)
    | st.binary(max_size=200)
    | st.text(st.sampled_from("ab:- \n#'\"[]{},&*!|>?%~0x.\t\r\x85\u2028\ufeff<"), max_size=80)
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
def test_whatever_the_bytes_the_laws_hold(source):
    hold(source)


BROKEN = sorted((Path(__file__).parent / "broken").iterdir())


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_what_was_found_broken_is_said(path):
    """The name of a file says what is expected: `name.CODE-line-column.….yaml`."""
    data = path.read_bytes()
    hold(data)
    found = [f"{f.code}-{f.position.line}-{f.position.column}" for f in read_file("f", data).findings]
    assert found == path.name.split(".")[1:-1]


def paths(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


def parsed(text, path):
    node, spot = parse_tree(text), None
    for step in path:
        spot, node = node.children[step]
    return spot


@given(MAPPINGS, st.sampled_from([True, False, None]), st.sampled_from([2, 4]))
def test_fields_are_found_where_the_parser_says(value, flow, indent):
    text = yaml.safe_dump(value, default_flow_style=flow, indent=indent, sort_keys=False)
    document = Document(whole(text))
    for path in paths(value):
        if path and all(isinstance(step, int) or step for step in path):
            assert document.find(path) == parsed(text, path), (path, text)


LAYOUTS = """\
# leading
a:   # why
  # above
  b: |
    a:
      c: not this
  "c": 'x'

  list:
  - name: one   # here
    more: {x: 1,
      y: 2}
  # between
  -   name: two
      list:
        - - deep
        - k: v
other: &anchor
  - 1
tail:
"""


def test_fields_in_every_layout():
    value = yaml.safe_load(LAYOUTS)
    document = Document(whole(LAYOUTS))
    for path in paths(value):
        if path:
            assert document.find(path) == parsed(LAYOUTS, path), path
    assert document.find(("a", "list", 1, "absent")) == parsed(LAYOUTS, ("a", "list", 1))
    assert document.find(("absent",)) == (1, 0)
    assert len(list(split(LAYOUTS))) == 1


def test_many_braces_do_not_take_forever():
    assert codes("{" * 200_000) == ["MAN003"]
