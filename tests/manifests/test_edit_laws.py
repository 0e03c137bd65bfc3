"""Edits in place, on manifests of any style: they say what was asked, and leave alone what was not."""

from __future__ import annotations

import copy
import json
import re
from itertools import count

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seatrial.edit import REMOVE, Edit
from seatrial.manifests.edit import CannotEditError, apply_edits
from seatrial.manifests.read import read_document
from seatrial.manifests.split import split

KEYS = ["name", "spec", "a", "nvidia.com/gpu", "example.com/a-b", "on", "x y", "8080", "limits"]
WORDS = ["x", "yes", "10m", "1Gi", "0755", "1e3", "a: b", "# no", "", " lead", "tab\tin", "12:30:45", "{{ x }}", "'",
         '"', "é🚢", "two\nlines", "two\nlines\n", "--port=80", "- x", "null", "http://a:80/b"]  # fmt: skip
scalars = st.sampled_from(WORDS) | st.integers(-5, 3000) | st.booleans() | st.none() | st.sampled_from([0.5, -1.25])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(
    st.sampled_from(KEYS), values | st.dictionaries(st.sampled_from(KEYS), values, max_size=4), min_size=1, max_size=4
)


class Writer:
    """Writes data as YAML in a style that is drawn; every comment is another one."""

    def __init__(self, draw):
        self.draw = draw
        self.step = draw(st.sampled_from([2, 2, 4, 3]))
        self.offset = draw(st.sampled_from([0, 2, 4]))
        self.numbers = count()

    def one_of(self, *options):
        return self.draw(st.sampled_from(options))

    def comment(self):
        return f"# {next(self.numbers)} note, 'it' {{: -" if self.one_of(True, False, False) else ""

    def between(self):
        comment = self.comment()
        if comment:
            yield " " * self.one_of(0, 2, 5) + comment
        if self.one_of(True, False, False, False):
            yield ""

    def behind(self):
        comment = self.comment()
        return f"  {comment}" if comment else ""

    def scalar(self, value, *, flow=False):
        if value is None:
            return "null" if flow else self.one_of("null", "~", "")
        if not isinstance(value, str):
            return json.dumps(value)
        quotes = ['"']
        if re.fullmatch("[a-z][a-z./-]*", value) and value not in ("yes", "null", "on"):
            quotes += ["", ""]
        if "\n" not in value and "\t" not in value:
            quotes.append("'")
        quote = self.one_of(*quotes)
        if quote == "'":
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False) if quote else value

    def flow(self, value, indent):
        if not isinstance(value, (dict, list)):
            return self.scalar(value, flow=True)
        if isinstance(value, dict):
            parts = [f"{self.scalar(key)}: {self.flow(inner, indent + 2)}" for key, inner in value.items()]
        else:
            parts = [self.flow(inner, indent + 2) for inner in value]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        comma = self.one_of("", ",") if parts else ""
        if parts and self.one_of(True, False):
            line = "\n" + " " * (indent + 2)
            return f"{opening}{line}{f',{line}'.join(parts)}{comma}\n{' ' * (indent + 1)}{closing}"
        blank = self.one_of("", " ")
        return opening + blank + ", ".join(parts) + comma + blank + closing

    def value(self, value, indent, *, in_list):
        """What stands behind the colon or the dash, and the lines that follow."""
        if not isinstance(value, (dict, list)) or not value or self.one_of(True, False, False, False):
            if isinstance(value, str) and value.endswith("\n") and self.one_of(True, False):
                inside = " " * (indent + self.step)
                return self.one_of(" |", " |2" if self.step == 2 and not in_list else " |", " |+"), [
                    inside + line for line in value.splitlines()
                ]
            text = self.flow(value, indent) if isinstance(value, (dict, list)) else self.scalar(value)
            return (f" {text}" if text else "") + self.behind(), []
        if isinstance(value, dict):
            deeper = indent + (2 if in_list else self.step)
            lines = list(self.mapping(value, deeper))
        else:
            deeper = indent + (2 if in_list else self.offset)
            lines = list(self.sequence(value, deeper))
        start = next(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
        if in_list and self.one_of(True, True, False):
            return " " + lines[start].lstrip(), lines[start + 1 :]
        return self.behind(), lines

    def mapping(self, value, indent):
        for key, inner in value.items():
            yield from self.between()
            text, lines = self.value(inner, indent, in_list=False)
            yield f"{' ' * indent}{self.scalar(key)}:{text}"
            yield from lines

    def sequence(self, value, indent):
        for inner in value:
            yield from self.between()
            text, lines = self.value(inner, indent, in_list=True)
            yield f"{' ' * indent}-{text}"
            yield from lines

    def document(self, value):
        if self.one_of(True, False, False, False, False):
            return json.dumps(value, indent=self.one_of(None, 2, 4), ensure_ascii=False) + "\n"
        return "\n".join(self.mapping(value, 0)) + "\n"


def loaded(text):
    return yaml.load_all(text, Loader=yaml.CSafeLoader)


def same(one, other):
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@st.composite
def written(draw):
    data = draw(documents)
    text = Writer(draw).document(data)
    # A drawn style that means something else is the writer's fault, not the editor's.
    assume(same(list(loaded(text)), [data]))
    return text, data


def paths_of(value, path=()):
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*path, step)
        yield from paths_of(inner, (*path, step))


@st.composite
def edits_of(draw, data, *, most=4):
    paths = list(paths_of(data))
    maps = [(), *(path for path in paths if isinstance(at(data, path), dict))]
    lists = [path for path in paths if isinstance(at(data, path), list)]
    nulls = [path for path in paths if at(data, path) is None]
    new = st.sampled_from(["fresh", "new/er", "no"])
    kinds = [
        st.builds(Edit, st.sampled_from(paths), values),
        st.builds(Edit, st.sampled_from(paths), st.just(REMOVE)),
        st.builds(lambda path, *keys: Edit((*path, *keys[:-1]), keys[-1]), st.sampled_from(maps), new, values),
        st.builds(
            lambda path, one, two, value: Edit((*path, one, two), value), st.sampled_from(maps), new, new, values
        ),
        st.builds(lambda path, one, value: Edit((*path, one, 0, "in"), value), st.sampled_from(maps), new, values),
        st.builds(lambda path, key: Edit((*path, key), REMOVE), st.sampled_from(maps), new),
    ]
    if lists:
        kinds.append(
            st.sampled_from(lists).flatmap(lambda path: values.map(lambda v: Edit((*path, len(at(data, path))), v)))
        )
    if nulls:
        kinds.append(
            st.builds(lambda path, key, value: Edit((*path, key), value), st.sampled_from(nulls), new, scalars)
        )
    named = [path for path in paths if isinstance(path[-1], str)]
    kinds.append(st.sampled_from(named).map(lambda path: Edit(path, key="re/named")))
    return draw(st.lists(st.one_of(kinds), min_size=1, max_size=most))


def at(value, path):
    for step in path:
        value = value[step]
    return value


class ImpossibleError(Exception):
    pass


GONE = "\x00gone"


def expected(data, edits):
    """The edits made one after the other on data; removed values stay as marks until all are made."""
    data = copy.deepcopy(data)
    renames = {}
    for edit in edits:
        if edit.key:
            renames[edit.path] = edit.key
        else:
            put(data, edit)
    return finish(data, (), renames)


def put(data, edit):
    chain = [data]
    for step, following in zip(edit.path, edit.path[1:], strict=False):
        inner = look(chain[-1], step)
        if inner in (None, GONE):
            if edit.value is REMOVE:
                return
            inner = store(chain[-1], step, [] if isinstance(following, int) else {})
        chain.append(inner)
    if edit.value is not REMOVE:
        store(chain[-1], edit.path[-1], copy.deepcopy(edit.value))
    elif look(chain[-1], edit.path[-1], ABSENT) is not ABSENT:
        store(chain[-1], edit.path[-1], GONE)


ABSENT = object()


def look(holder, step, default=None):
    if isinstance(holder, dict) and isinstance(step, str):
        return holder.get(step, default)
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step] if step < len(holder) else default
    raise ImpossibleError


def store(holder, step, value):
    look(holder, step)
    if isinstance(holder, list) and step >= len(holder):
        if step > len(holder):
            raise ImpossibleError
        holder.append(value)
    else:
        holder[step] = value
    return value


def finish(value, path, renames):
    if isinstance(value, list):
        return [finish(inner, (*path, index), renames) for index, inner in enumerate(value) if inner is not GONE]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, inner in value.items():
        if inner is not GONE:
            name = renames.get((*path, key), key)
            if name in result or (name != key and name in value):
                raise ImpossibleError
            result[name] = finish(inner, (*path, key), renames)
    return result


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_result_says_what_the_edits_ask(data):
    text, before = data.draw(written())
    edits = data.draw(edits_of(before))
    # Renaming and replacing the same place in one go has no meaning that two people would agree on.
    renamed = [edit.path for edit in edits if edit.key]
    others = [edit.path for edit in edits if not edit.key]
    assume(not any(path[: len(one)] == one or one[: len(path)] == path for one in renamed for path in others))
    assume(len(set(renamed)) == len(renamed))
    try:
        after = expected(before, edits)
    except ImpossibleError:
        # An impossible edit whose place a later one takes is never made.
        taken = [edit.path for edit in edits[1:]]
        assume(not any(edit.path[: len(path)] == path for edit in edits for path in taken if path != edit.path))
        with pytest.raises(CannotEditError):
            apply_edits(text, {0: edits})
        return
    result = apply_edits(text, {0: edits})
    assert same(list(loaded(result)), [after])
    if not any(edit.value is REMOVE and isinstance(edit.path[-1], int) for edit in edits):
        assert apply_edits(result, {0: edits}) == result


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_line_endings_byte_order_marks_and_neighbours_stay(data):
    text, before = data.draw(written())
    edits = data.draw(edits_of(before, most=2))
    try:
        result = apply_edits(text, {0: edits})
    except CannotEditError:
        assume(False)
        return
    other = "# licence\r\n--- # other\r\nb: [x,  y] #  z\r\n"
    assert apply_edits("\ufeff" + text, {0: edits}) == "\ufeff" + result
    assert apply_edits(text.replace("\n", "\r\n"), {0: edits}) == result.replace("\n", "\r\n")
    assert apply_edits(f"{other}---\n{text}--- # {other}", {2: edits}) == f"{other}---\n{result}--- # {other}"
    assert apply_edits(f"{text}---\n{text}", {1: edits, 0: edits}) == f"{result}---\n{result}"
    if not text.endswith("\n\n") and same(list(loaded(text[:-1])), [before]):
        assert apply_edits(text[:-1], {0: edits}) == result[:-1]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_one_edit_leaves_the_other_lines_as_they_are(data):
    text, before = data.draw(written())
    edit = data.draw(edits_of(before, most=1))[0]
    assume(edit.value is not REMOVE)
    old = before
    for step in edit.path:
        old = look(old, step, None) if isinstance(old, (dict, list)) else None
    assume(not isinstance(old, (dict, list)))  # replacing a whole collection replaces its lines
    assume(not (isinstance(old, str) and "\n" in old))
    try:
        result = apply_edits(text, {0: [edit]})
    except CannotEditError:
        assume(False)
        return
    lines, kept = text.split("\n"), result.split("\n")
    top = next((n for n, (a, b) in enumerate(zip(lines, kept, strict=False)) if a != b), min(len(lines), len(kept)))
    bottom = 0
    while bottom < len(lines) - top and lines[-1 - bottom] == kept[-1 - bottom]:
        bottom += 1
    touched = lines[top : len(lines) - bottom]
    assert len(touched) <= 1
    assert all(comment in result for line in touched for comment in re.findall(r"# [0-9]+ note", line))


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from(list("ab:-#'\"{}[],&*!|>?%~ \t\r\n\ufeff<0x\x85\u2028\u2029")), max_size=40),
    st.lists(
        st.builds(
            Edit,
            st.lists(st.sampled_from(["a", "b", "<<", "", 0, 1]), max_size=3).map(tuple),
            values | st.just(REMOVE) | st.just({1, 2}) | st.just(float("inf")),
            st.sampled_from(["", "", "", "c"]),
        ),
        max_size=3,
    ),
)
def test_any_text_is_edited_or_refused(text, edits):
    try:
        apply_edits(text, {0: edits})
    except CannotEditError:
        return
    # What an empty text or a broken one would be edited to, nobody could say.
    assert not edits or read_document(next(split(text.removeprefix("\ufeff"))), "")[0] is not None
