from __future__ import annotations

import pytest

from seatrial.spec import codes
from seatrial.spec.document import read_document
from seatrial.spec.encoding import LARGEST_FILE


def codes_of(source: str | bytes) -> list[str]:
    return [finding.code for finding in read_document(source, "f").findings]


@pytest.mark.parametrize(
    "source",
    [
        "a: é\nb: c\n",
        "a: é\nb: c\n".encode(),
        "\ufeffa: é\nb: c\n".encode(),
        "a: é\r\nb: c\r\n",
        "a: é\r\nb: c\r\n".encode("utf-16"),
        b"\xfe\xff" + "a: é\nb: c\n".encode("utf-16-be"),
    ],
)
def test_text_is_the_same_in_every_encoding(source: str | bytes) -> None:
    document = read_document(source, "f")
    assert document.data == {"a": "é", "b": "c"}
    assert not document.findings
    assert str(document.values["b",]) == "f:2:4"


def test_a_byte_that_is_not_utf8_has_a_position() -> None:
    (finding,) = read_document(b"a: b\nc: \xff", "f").findings
    assert (finding.code, str(finding.position)) == (codes.ENCODING, "f:2:4")


def test_utf16_without_a_mark_is_refused() -> None:
    assert set(codes_of("a: b".encode("utf-16-le"))) == {codes.ENCODING}


def test_a_cut_utf16_file_is_refused() -> None:
    assert codes_of("a: b".encode("utf-16")[:-1]) == [codes.ENCODING]


@pytest.mark.parametrize("source", [b"a" * (LARGEST_FILE + 1), "a" * (LARGEST_FILE + 1)])
def test_a_file_that_is_too_large_is_not_read(source: str | bytes) -> None:
    assert codes_of(source) == [codes.TOO_LARGE]


def test_depth_costs_nothing() -> None:
    assert codes_of("[" * 1_000_000) == [codes.TOO_LARGE]


def test_values_and_keys_have_positions() -> None:
    document = read_document("a:\n  - b: 1\n  - {c: 2}\n", "f")
    assert {path: str(where) for path, where in document.values.items()} == {
        (): "f:1:1",
        ("a",): "f:2:3",
        ("a", 0): "f:2:5",
        ("a", 0, "b"): "f:2:8",
        ("a", 1): "f:3:5",
        ("a", 1, "c"): "f:3:9",
    }
    assert str(document.keys["a", 1, "c"]) == "f:3:6"


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = "{a: NO, b: 012, c: 0o12, d: 0x1F, e: 1_000, f: ~, g: True, h: 1e3, i: '1', j: 12:30, k: 1.5.0, l: !!str 5}"
    assert read_document(text, "f").data == {
        "a": "NO", "b": 12, "c": 10, "d": 31, "e": "1_000", "f": None, "g": True, "h": 1000.0, "i": "1", "j": "12:30",
        "k": "1.5.0", "l": "5",
    }  # fmt: skip


def test_keys_are_text() -> None:
    assert read_document("{80: a, true: b, on: c}", "f").data == {"80": "a", "true": "b", "on": "c"}


def test_aliases_stand_where_the_anchor_wrote_them() -> None:
    document = read_document("a: &x {k: 1}\nb: *x\n", "f")
    assert document.data["b"] == {"k": 1}
    assert str(document.values["b", "k"]) == "f:1:11"
    assert str(document.values["b",]) == "f:2:4"


def test_merge_keys_give_what_is_not_said() -> None:
    text = "a: &a {k: 1, l: {m: 2}}\nb: &b {k: 5, n: 6}\nc:\n  <<: [*a, *b]\n  l: 3\nd: {<<: *a, k: 9}\n"
    document = read_document(text, "f")
    assert document.data["c"] == {"k": 1, "l": 3, "n": 6}
    assert document.data["d"] == {"k": 9, "l": {"m": 2}}
    assert str(document.values["d", "k"]) == "f:6:16"
    assert str(document.values["d", "l", "m"]) == "f:1:21"
    assert not document.findings


def test_a_thousand_uses_of_one_anchor_are_allowed() -> None:
    text = "a: &a {b: 1, c: 2}\nd:\n" + "".join(f"  k{n}: *a\n" for n in range(1000))
    assert not read_document(text, "f").findings


def test_parts_of_a_broken_file_are_read() -> None:
    document = read_document("a: {b: [\nc:\n  d: {e: 1}\n  f: {g: '\n  h: 2\ni: &x {j: 1}\nk: *x\n", "f")
    assert document.data["c"] == {"d": {"e": 1}, "h": 2}
    assert document.data["i"] == {"j": 1}
    assert document.unreadable == {"a", "c", "k"}
    assert [finding.position and finding.position.line for finding in document.findings] == [1, 4]


@pytest.mark.parametrize("text", ["{}", "a: {}", "---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n---\na: 1\n"])
def test_ordinary_documents_have_no_findings(text: str) -> None:
    assert codes_of(text) == []
