"""Keys of TOML have places, however they are written."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.checks.toml import Toml, read_toml
from seatrial.finding import Finding
from seatrial.location import Position

TEXT = '''\
# [check]
top = 1
a.b = [
  1, # x = 2
  """k = 1
[z]"""]
[check] # [no]
profile = "gpu"
  "fail-on" = 'error'
[check.settings.AI001]
x = {y = 1}
[[check.ignore]]
rules = ["a"]
[[ check . ignore ]]
reason = "b # [[check.ignore]] \\" ="
[check.ignore.deep]
q = 1
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("top",), (2, 1)),
        (("a", "b"), (3, 1)),
        (("check",), (7, 1)),
        (("check", "profile"), (8, 1)),
        (("check", "fail-on"), (9, 3)),
        (("check", "settings", "AI001"), (10, 1)),
        (("check", "settings", "AI001", "x", "y"), (11, 1)),
        (("check", "ignore"), (12, 1)),
        (("check", "ignore", 0), (12, 1)),
        (("check", "ignore", 0, "rules"), (13, 1)),
        (("check", "ignore", 1), (14, 1)),
        (("check", "ignore", 1, "reason"), (15, 1)),
        (("check", "ignore", 1, "deep", "q"), (17, 1)),
        (("nowhere",), (1, 1)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places(path, place, end):
    toml = read_toml(TEXT.replace("\n", end), "f", "X")
    assert isinstance(toml, Toml)
    assert toml.locate(path) == Position("f", *place)


def test_what_is_no_toml_is_a_finding():
    fault = read_toml("a = 1\nb = \n", "f", "X")
    assert isinstance(fault, Finding)
    assert (fault.code, fault.position, fault.message) == (
        "X",
        Position("f", 2, 5),
        "the file is no TOML: Invalid value",
    )


def test_a_byte_order_mark_is_none_of_the_text():
    toml = read_toml("\ufeffa = 1\n", "f", "X")
    assert isinstance(toml, Toml)
    assert toml.locate(("a",)) == Position("f", 1, 1)


KEYS = st.sampled_from(["a", "b-c", "1", '"d.e"', "'f'", "g.h"])
VALUES = st.sampled_from(
    ["1", '"#["', "'='", "[1,\n 2]", "{x = 1, y = [2]}", '"""\n[a]\nb = 1\n"""', "2027-01-01", "''''a'''"]
)


@given(st.lists(st.one_of(st.tuples(KEYS, VALUES).map(" = ".join), KEYS.map("[{}]".format), KEYS.map("[[{}]]".format))))
def test_every_key_outside_inline_tables_has_a_place(lines):
    text = "\n".join(lines)
    toml = read_toml(text, "f", "X")
    if not isinstance(toml, Toml):
        return

    def keys(value, path):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            if isinstance(key, str) or isinstance(inner, dict):
                yield (*path, key)
                yield from keys(inner, (*path, key))

    written = set(keys(tomllib.loads(text), ()))
    inline = {path for path in written if path[-1] in ("x", "y")}
    assert written - inline == {path for path in toml.places if path in written}
    assert set(toml.places) <= written
