"""Changes of block style: keys and dashes on lines of their own, nested by indentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.edit import Replacement
from seatrial.manifests.edit_change import ABSENT, CannotEditError, added, changed
from seatrial.manifests.edit_flow import FlowEditor
from seatrial.manifests.edit_tree import COLON, refuse_unclear
from seatrial.manifests.edit_write import Layout, atom, block_lines, is_filled, scalar, value_indent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.location import SpecPath
    from seatrial.manifests.edit_change import Change
    from seatrial.manifests.edit_tree import Entry, Node, Tree

DASH = re.compile(r"-(?=\s|\Z)")
USUAL_STEP = 2
USUAL_OFFSET = 0
"""kubectl and the API server's tools write the dashes of a list in the column of its key."""


class Slot(NamedTuple):
    """Where a value hangs: behind the colon of a key, or behind a dash, that stands in a column counted from 0."""

    behind: int
    column: int
    is_item: bool


class Place(NamedTuple):
    """A key with its value, or a dash with its item, as characters of the text."""

    start: int
    end: int
    removed: bool


class BlockEditor:
    """Collects the changes of one document; `changes` holds them when `edit_document` returns."""

    def __init__(self, text: str, tree: Tree) -> None:
        """Prepare to edit."""
        self.changes: list[Replacement] = []
        self._text = text
        self._newline = "\r\n" if text[: text.find("\n")].endswith("\r") else "\n"
        self._flow = FlowEditor(text, self.changes, self._newline)
        offset = USUAL_OFFSET if tree.offset is None else tree.offset
        self._layout = Layout(tree.step or USUAL_STEP, offset)

    def edit_document(self, top: Node, change: Change, old: Any) -> None:
        """Change a whole document.

        Raises:
            CannotEditError: the text does not allow one of the changes.

        """
        if top.flow:
            self._flow.edit(top, change, old, ())
        elif top.is_block and any(not change.drops(step) for step in top.entries):
            refuse_unclear(top, change, ())
            self._collection(top, change, old, ())
        else:
            new = changed(old, change, ())
            if new != old:
                text = self._newline.join(block_lines(new, 0, self._layout)) if is_filled(new) else atom(new)
                self._replace(top.start, top.end, text)

    def _value(self, slot: Slot, node: Node, change: Change, old: Any, path: SpecPath) -> None:
        if change.value is ABSENT:
            if not change.inside:
                return
            if node.entries and any(not change.drops(step) for step in node.entries):
                if node.flow:
                    self._flow.edit(node, change, old, path)
                else:
                    refuse_unclear(node, change, path)
                    self._collection(node, change, old, path)
                return
        refuse_unclear(node, change, path)
        new = changed(old, change, path)
        if repr(new) == repr(old):
            return
        if is_filled(new):
            self._write_lines(slot, node, new)
        else:
            self._write_atom(slot, node, atom(new, node.style))

    def _write_atom(self, slot: Slot, node: Node, text: str) -> None:
        if node.start == node.end:
            self._replace(slot.behind, slot.behind, " " + text)
        elif node.is_block and "\n" in self._text[slot.behind : node.start]:
            self._replace(slot.behind, slot.behind, " " + text)
            self._replace(self._line_break(node.start), self._line_end(node.end), "")
        else:
            self._replace(node.start, node.end, text)

    def _write_lines(self, slot: Slot, node: Node, new: Any) -> None:
        empty = node.start == node.end
        here = empty or "\n" not in self._text[slot.behind : node.start]
        end = slot.behind if empty else node.end
        rest = self._line_end(end)
        if not slot.is_item:
            indent = value_indent(new, slot.column, self._layout)
        elif empty or not here:
            indent = slot.column + 2
        else:
            indent = node.start - self._line_start(node.start)
        lines = list(block_lines(new, indent, self._layout))
        if not here:
            self._replace(self._line_start(node.start), end, self._newline.join(lines))
            return
        if slot.is_item:
            blanks = " " if empty else self._text[slot.behind : node.start]
            self._replace(slot.behind, end, blanks + lines.pop(0)[indent:])
        else:
            self._replace(slot.behind, end, "")
        self._insert(rest, lines)

    def _collection(self, node: Node, change: Change, old: Any, path: SpecPath) -> None:
        places: list[Place] = []
        for (step, entry), dash in zip(node.entries.items(), self._dashes(node), strict=True):
            start = entry.start if dash is None else dash
            places.append(Place(start, entry.end, change.drops(step)))
            inner = change.inside.get(step)
            if inner is not None and not inner.removes:
                self._entry(node, entry, start, inner, old[step], (*path, step))
        self._remove(places)
        lines: list[str] = []
        for name, value in added(old, change, path):
            whole = {name: value} if isinstance(name, str) else [value]
            lines += block_lines(whole, self._column(places[0].start), self._layout)
        last = next(place for place in reversed(places) if not place.removed)
        self._insert(self._line_end(last.end), lines)

    def _entry(self, node: Node, entry: Entry, start: int, change: Change, old: Any, path: SpecPath) -> None:
        if entry.key is None:
            slot = Slot(start + 1, self._column(start), is_item=True)
        else:
            colon = COLON.match(self._text, entry.key.end)
            if colon is None or "\n" in colon[0] or node.column != entry.key.column:
                raise CannotEditError(path, "its key is written with `?`, or with a tag")
            slot = Slot(colon.end(), entry.key.column, is_item=False)
            if change.key:
                self._replace(entry.key.start, entry.key.end, scalar(change.key, entry.key.style))
        self._value(slot, entry.value, change, old, path)

    def _dashes(self, node: Node) -> Sequence[int | None]:
        """Where the items of a list begin; None for each key of a mapping."""
        if node.kind == "mapping":
            return [None] * len(node.entries)
        first = DASH.match(self._text, node.start)
        if first is None:
            raise CannotEditError((), "a list has a tag")
        found: list[int | None] = [node.start]
        pattern = re.compile(rf"^ {{{self._column(node.start)}}}(-)(?=\s|\Z)", re.MULTILINE)
        entries = list(node.entries.values())
        for before in entries[:-1]:
            match = pattern.search(self._text, before.end)
            if match is None:
                raise CannotEditError((), "the dashes of a list do not stand in one column")
            found.append(match.start(1))
        return found

    def _remove(self, places: Sequence[Place]) -> None:
        first = next(index for index, place in enumerate(places) if not place.removed)
        top = self._line_start(places[0].start)
        if first and self._text[top : places[0].start].strip():
            self._remove_behind_dash(places[0].start, places[first - 1].end, places[first].start)
            places = places[first:]
            first = 0
        for index, place in enumerate(places):
            if not place.removed:
                continue
            if index < first and top == 0:
                # There is no line break before the first line of a text.
                start, end = self._line_start(place.start), self._line_end(place.end) + len(self._newline)
            else:
                start, end = self._line_break(place.start), self._line_end(place.end)
            self._replace(start, end, "")

    def _remove_behind_dash(self, start: int, end: int, following: int) -> None:
        """Take away what shares its line with the dash before it; `following` is the first key that stays."""
        line_end = self._line_end(end)
        if "#" in self._text[line_end:following]:
            self._replace(self._text.rfind("-", 0, start) + 1, line_end, "")
        else:
            self._replace(start, following, "")

    def _insert(self, at: int, lines: Sequence[str]) -> None:
        if lines:
            self._replace(at, at, "".join(self._newline + line for line in lines))

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_break(self, at: int) -> int:
        """Where the line before ends."""
        end = self._line_start(at) - 1
        return end - 1 if end > 0 and self._text[end - 1] == "\r" else max(end, 0)

    def _line_end(self, at: int) -> int:
        """Where the line break begins that ends this line."""
        end = self._text.find("\n", at)
        if end < 0:
            return len(self._text)
        return end - 1 if end > at and self._text[end - 1] == "\r" else end

    def _replace(self, start: int, end: int, text: str) -> None:
        self.changes.append(Replacement(start, end, text))
