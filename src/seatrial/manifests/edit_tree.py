"""Where every key, item and value of a document begins and ends, as characters of its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from seatrial.manifests.edit_change import ABSENT, CannotEditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.manifests.edit_change import Change

COLON = re.compile(r"\s*:")
KEEPS_BLANKS = re.compile(r"[^\n]*[|>][0-9]?\+")
Kind = Literal["mapping", "sequence", "scalar", "alias"]


class Node:
    """A value as it is written: `end` is behind its last character, without blank lines and comments that follow.

    `style` is the quote of a scalar or the sign of a block scalar; `flow` says that a collection has brackets.
    """

    __slots__ = ("anchored", "column", "end", "entries", "flow", "kind", "repeated", "start", "style")

    def __init__(self, kind: Kind, start: int, end: int, column: int) -> None:
        self.kind: Kind = kind
        self.start = start
        self.end = end
        self.column = column
        self.style = ""
        self.flow = False
        self.anchored = False
        self.repeated: set[str | int] = set()
        self.entries: dict[str | int, Entry] = {}

    @property
    def is_block(self) -> bool:
        """Whether it is a collection without brackets."""
        return self.kind in ("mapping", "sequence") and not self.flow


class Entry:
    """A key with its value, or an item of a list; `start` is that of the key, or of the item's value."""

    __slots__ = ("end", "key", "start", "value")

    def __init__(self, key: Node | None, value: Node, end: int) -> None:
        self.key = key
        self.value = value
        self.start = (key or value).start
        self.end = end


class Tree:
    """A document: its top value, None where it is empty, and how far its author indents.

    `step` is how far the keys of a mapping stand behind the key that holds it, `offset` how far the dashes of a list;
    None where the document shows none.
    """

    def __init__(self) -> None:
        self.top: Node | None = None
        self.step: int | None = None
        self.offset: int | None = None


def parse_places(text: str) -> Tree:
    """The places in one document.

    Raises:
        yaml.YAMLError: the text is not YAML, or holds more than one document.

    """
    import yaml

    builder = _Builder(text)
    events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
    for event in events:
        kind = event.__class__
        start, end = event.start_mark, event.end_mark
        if kind is yaml.ScalarEvent:
            builder.add(_scalar(event, text), event.value)
        elif kind is yaml.AliasEvent:
            builder.add(Node("alias", start.index, end.index, start.column), f"*{event.anchor}")
        elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            name: Kind = "mapping" if kind is yaml.MappingStartEvent else "sequence"
            node = Node(name, start.index, end.index, start.column)
            node.flow, node.anchored = bool(event.flow_style), event.anchor is not None
            builder.open(node)
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            builder.close(end.index)
        elif kind is yaml.DocumentStartEvent and builder.tree.top is not None:
            raise yaml.YAMLError("more than one document")
    return builder.tree


def _scalar(event: Any, text: str) -> Node:
    start, end = event.start_mark, event.end_mark.index
    node = Node("scalar", start.index, end, start.column)
    node.style, node.anchored = event.style or "", event.anchor is not None
    if node.style in ("|", ">") and text[end - 1] == "\n":
        # libyaml takes the line breaks behind a block scalar for a part of it.
        if KEEPS_BLANKS.match(text, start.index):
            node.end = end - 2 if text[end - 2] == "\r" else end - 1
        else:
            node.end = start.index + len(text[start.index : end].rstrip("\r\n"))
    return node


class _Builder:
    def __init__(self, text: str) -> None:
        self.tree = Tree()
        self._text = text
        self._open: list[tuple[Node, str | int]] = []
        self._key: list[tuple[Node, str | int] | None] = []

    def open(self, node: Node) -> None:
        key = self._key[-1] if self._key else None
        if node.is_block and key and "\n" in self._text[key[0].end : node.start]:
            shift = node.column - key[0].column
            if node.kind == "mapping" and self.tree.step is None:
                self.tree.step = shift
            if node.kind == "sequence" and self.tree.offset is None:
                self.tree.offset = shift
        self._open.append((node, "{}" if node.kind == "mapping" else "[]"))
        self._key.append(None)

    def close(self, end: int) -> None:
        self._key.pop()
        node, name = self._open.pop()
        if node.flow:
            node.end = end
        elif node.entries:
            node.end = max(node.end, next(reversed(node.entries.values())).end)
        self.add(node, name)

    def add(self, node: Node, step: str | int) -> None:
        if not self._open:
            self.tree.top = node
            return
        parent = self._open[-1][0]
        key = self._key[-1]
        if parent.kind == "sequence":
            parent.entries[len(parent.entries)] = Entry(None, node, node.end)
        elif key is None:
            self._key[-1] = (node, step)
        else:
            self._key[-1] = None
            if key[1] in parent.entries:
                parent.repeated.add(key[1])
                del parent.entries[key[1]]  # the last one counts, and has to stand last
            parent.entries[key[1]] = Entry(key[0], node, self._end(parent, key[0], node))

    def _end(self, parent: Node, key: Node, value: Node) -> int:
        if not parent.flow or value.end > value.start:
            return max(key.end, value.end)
        # libyaml puts a value that is not written where the next token stands.
        colon = COLON.match(self._text, key.end)
        return colon.end() if colon else key.end


def refuse_unclear(node: Node, change: Change, path: SpecPath) -> None:
    """Raise CannotEditError where a change of the value would change others, or would not be what counts."""
    if node.anchored:
        raise CannotEditError(path, "it has an anchor, so that other places may repeat it")
    if not change.inside:
        return
    if node.kind == "alias" and change.value is ABSENT:
        raise CannotEditError(path, "it is an alias of a value that stands elsewhere")
    if "<<" in node.entries:
        raise CannotEditError(path, "it is merged from a value that stands elsewhere")
    for step in change.inside:
        if step in node.repeated:
            raise CannotEditError((*path, step), "the key is there twice")
