"""Changes inside brackets: flow style, which JSON is a part of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seatrial.edit import Replacement
from seatrial.manifests.edit_change import ABSENT, CannotEditError, added, changed
from seatrial.manifests.edit_tree import COLON, refuse_unclear
from seatrial.manifests.edit_write import Brackets, flow_pair, flow_text, scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.location import SpecPath
    from seatrial.manifests.edit_change import Change
    from seatrial.manifests.edit_tree import Entry, Node

REST_OF_LINE = re.compile(r"[ \t]*+(,?)[ \t]*+(?=#)[^\r\n]*")
"""What follows an entry that a comment follows."""


class FlowEditor:
    """Collects the changes of one text."""

    def __init__(self, text: str, changes: list[Replacement], newline: str) -> None:
        self._text = text
        self._changes = changes
        self._plain = Brackets(newline=newline)

    def edit(self, node: Node, change: Change, old: Any, path: SpecPath, outer: Brackets | None = None) -> None:
        """Change a value inside brackets, or a collection with brackets.

        Args:
            node: where it stands.
            change: what happens to it.
            old: the value, as data.
            path: where it is in the document, for messages.
            outer: how the brackets around it are written.

        """
        refuse_unclear(node, change, path)
        look = outer or self._plain
        if change.value is ABSENT and any(not change.drops(step) for step in node.entries):
            self._collection(node, change, old, path, self._look(node, look))
            return
        new = changed(old, change, path)
        if repr(new) != repr(old):
            self._replace(node.start, node.end, flow_text(new, look, node.style))

    def _collection(self, node: Node, change: Change, old: Any, path: SpecPath, look: Brackets) -> None:
        if self._text[node.start] not in "{[":
            raise CannotEditError(path, "it is a mapping without brackets inside a list")
        entries = list(node.entries.items())
        last = next(entry for step, entry in reversed(entries) if not change.drops(step))
        for step, entry in entries:
            inner = change.inside.get(step)
            if inner is None or inner.removes:
                continue
            value = old[step]
            if inner.key and entry.key:
                self._replace(entry.key.start, entry.key.end, scalar(inner.key, entry.key.style))
            if entry.key and entry.value.start == entry.value.end:
                self._fill(entry, changed(value, inner, (*path, step)), value, look)
            else:
                self.edit(entry.value, inner, value, (*path, step), look)
        self._remove([(entry, change.drops(step)) for step, entry in entries])
        new = [
            flow_pair(name, value, look) if isinstance(name, str) else flow_text(value, look)
            for name, value in added(old, change, path)
        ]
        if new:
            self._append(last, new, look)

    def _look(self, node: Node, outer: Brackets) -> Brackets:
        """How the entries of a collection are written; `indent` is what stands before each."""
        text = self._text
        first = next(iter(node.entries.values()))
        json, tight = outer.json or (first.key or first.value).style == '"', outer.tight
        if first.key:
            colon = COLON.match(text, first.key.end)
            tight = colon is not None and colon.end() == first.value.start < first.value.end
        if "\n" not in text[node.start : first.start]:
            return replace(outer, json=json, tight=tight, indent=None)
        inside, outside = self._margin(first.start), self._margin(node.start)
        unit = inside.removeprefix(outside) if inside.startswith(outside) else ""
        return replace(outer, json=json, tight=tight, indent=inside, unit=unit or outer.unit)

    def _margin(self, at: int) -> str:
        """The blanks before the first character of a line."""
        start = self._text.rfind("\n", 0, at) + 1
        line = self._text[start:at]
        return line[: len(line) - len(line.lstrip())]

    def _fill(self, entry: Entry, new: Any, old: Any, look: Brackets) -> None:
        """Write the value of a key that has none."""
        if new is not old and entry.key:
            colon = " " if entry.end > entry.key.end else ": "
            self._replace(entry.end, entry.end, colon + flow_text(new, look))

    def _append(self, last: Entry, new: Sequence[str], look: Brackets) -> None:
        if look.indent is None:
            self._replace(last.end, last.end, "".join(("," if look.tight else ", ") + text for text in new))
            return
        start = look.newline + look.indent
        commented = REST_OF_LINE.match(self._text, last.end)
        if commented is None:
            self._replace(last.end, last.end, "".join(f",{start}{text}" for text in new))
            return
        comma = commented[1]
        if not comma:
            self._replace(last.end, last.end, ",")
        self._replace(commented.end(), commented.end(), start + f",{start}".join(new) + comma)

    def _remove(self, entries: Sequence[tuple[Entry, bool]]) -> None:
        """Take entries out, each with the comma before it, and the first ones with those behind them."""
        first = next(index for index, (_, removed) in enumerate(entries) if not removed)
        for index in range(1, len(entries)):
            before, entry = entries[index - 1][0], entries[index][0]
            removed = entries[index][1] and index > first
            if (removed or index <= first) and "#" in self._text[before.end : entry.start]:
                raise CannotEditError((), "a comment stands between the brackets where something is to be removed")
            if removed:
                self._replace(before.end, entry.end, "")
        if first:
            self._replace(entries[0][0].start, entries[first][0].start, "")

    def _replace(self, start: int, end: int, text: str) -> None:
        self._changes.append(Replacement(start, end, text))
