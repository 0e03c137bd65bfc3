"""Where a field of a manifest stands: found in the text when a finding asks, because most fields are never asked.

Block mappings and lists, which is how nearly all manifests are written, are searched by their indentation: a hundred
times as fast as having libyaml parse the document again. Whatever that search does not find goes to libyaml.
"""

from __future__ import annotations

import contextlib
import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.location import Position, SourceMap
from seatrial.spec.lines import has_odd_breaks, shown_at, shown_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.location import SpecPath
    from seatrial.manifests.split import Slice

REMEMBERED = 16
"""Documents whose fields are kept: the findings of one object come one after the other."""
LINE_END = re.compile("\n")
Spot = tuple[int, int]
"""Row and column from 0, in the document."""


class Locator:
    """Positions in the files that were read."""

    def __init__(self, slices: Mapping[str, Sequence[Slice]]) -> None:
        """Prepare to look up; `slices` is file name → documents, as `read_file` returned them."""
        self._slices = slices
        self._document = lru_cache(maxsize=REMEMBERED)(self._open)

    def locate(self, path: SpecPath) -> Position | None:
        """The position of the key or item that the path leads to, or of the nearest one around it that is written."""
        if len(path) < 2:  # noqa: PLR2004  a file's name and the number of a document
            return Position(str(path[0]), 1, 1) if path else None
        file, number = str(path[0]), int(path[1])
        document = self._document(file, number)
        if document is None:
            return Position(file, 1, 1)
        row, column = document.find(path[2:])
        return Position(file, document.line + row + 1, column + 1)

    def all_of(self, files: Iterable[str]) -> SourceMap:
        """The positions of all values of these files; a document stands where its first key does."""
        keys: dict[SpecPath, Position] = {}
        values: dict[SpecPath, Position] = {}
        for file in files:
            for number, part in enumerate(self._slices.get(file, ())):
                top = part.tree or parse_tree(part.text)
                values[file, number] = Position(file, part.line + top.spot[0] + 1, top.spot[1] + 1)
                _collect(top, (file, number), part.line, keys, values)
        return SourceMap(values, keys)

    def _open(self, file: str, number: int) -> Document | None:
        slices = self._slices.get(file, ())
        return Document(slices[number]) if number < len(slices) else None


class Block(NamedTuple):
    """A key or an item in block style, and where the block behind it ends.

    `start` is where the key or item begins, `inside` where its value may begin, `end` where the block ends, all as
    characters of the document; `indent` is the column of the key, or of the dash.
    """

    start: int
    inside: int
    end: int
    indent: int


class Document:
    """One document, searched for fields."""

    def __init__(self, part: Slice) -> None:
        """Prepare to search."""
        self.line = part.line
        self._text = part.text
        self._blocks: dict[SpecPath, Block | None] = {}
        self._dashes: dict[int, list[int]] = {}
        self._ends: list[int] = []
        self._tree: Any = part.tree
        self._searched = part.tree is None and not has_odd_breaks(part.text)

    def find(self, path: SpecPath) -> Spot:
        """Row and column of the deepest key or item on the path that is written."""
        blocks = self._walk(path) if self._searched else []
        if len(blocks) < len(path):
            # Not there, or written in a way that only a parser reads.
            return self._parse(path)
        if not blocks or not isinstance(path[-1], int):
            return self._spot(blocks[-1].start) if blocks else self._parse(path)
        behind = BEHIND_DASH.match(self._text, blocks[-1].start)
        return self._spot(behind.end()) if behind else self._parse(path)

    def _walk(self, path: SpecPath) -> list[Block]:
        found: list[Block] = []
        for depth in range(1, len(path) + 1):
            prefix = path[:depth]
            if prefix not in self._blocks:
                step = path[depth - 1]
                search = self._item if isinstance(step, int) else self._key
                self._blocks[prefix] = search(found[-1:], step)  # pyright: ignore[reportArgumentType]  # the step's own
            block = self._blocks[prefix]
            if block is None:
                break
            found.append(block)
        return found

    def _key(self, parents: list[Block], key: str) -> Block | None:
        text = self._text
        if not parents:
            found = _find_key(text, 0, key, 0, len(text))
            return Block(*found, _end(text, found[1], 0, in_list=False), 0) if found else None
        parent = parents[0]
        indent = _first_column(text, parent)
        if indent is None:
            return None
        found = _find_key(text, indent, key, parent.inside, parent.end)
        if found is None and text[parent.start] == "-":
            # The first key of an item stands behind its dash.
            match = _first_key(key).match(text, parent.start)
            found = (match.start(1), match.end()) if match else None
        if found is None:
            return None
        return Block(*found, _end(text, found[1], indent, in_list=False, limit=parent.end), indent)

    def _item(self, parents: list[Block], index: int) -> Block | None:
        if not parents:
            return None
        text, parent = self._text, parents[0]
        first = DASH.match(text, parent.inside)
        if first is None or first.start(1) >= parent.end:
            return None
        indent = first.start(1) - (text.rfind("\n", 0, first.start(1)) + 1)
        if parent.start not in self._dashes:
            # All at once: a list may have thousands of items with findings.
            more = _dash_pattern(indent).finditer(text, first.end(), parent.end)
            self._dashes[parent.start] = [first.start(1), *(match.start(1) for match in more)]
        dashes = self._dashes[parent.start]
        if index >= len(dashes):
            return None
        start = dashes[index]
        return Block(start, start + 1, _end(text, start + 1, indent, in_list=True, limit=parent.end), indent)

    def _spot(self, start: int) -> Spot:
        if not self._ends:
            self._ends = [match.start() for match in LINE_END.finditer(self._text)]
        row = bisect_left(self._ends, start)
        return row, start - (self._ends[row - 1] + 1 if row else 0)

    def _parse(self, path: SpecPath) -> Spot:
        if self._tree is None:
            self._tree = parse_tree(self._text)
        node = self._tree
        spot = node.spot
        for step in path:
            found = node.children.get(step)
            if found is None:
                break
            spot, node = found
        return spot


DASH = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)+ *(-)(?=[ \r\n])")
"""The first item of a list, from behind the colon of its key."""


def _find_key(text: str, indent: int, key: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a key starts and its colon ends; without a pattern for the form that nearly all keys have."""
    written = f"{' ' * indent}{key}:"
    at = text.find(written, start, end)
    while at >= 0:
        behind = at + len(written)
        if (not at or text[at - 1] == "\n") and (behind >= len(text) or text[behind] in " \t\r\n"):
            return at + indent, behind
        at = text.find(written, at + 1, end)
    match = _key_pattern(indent, key).search(text, start, end)
    return (match.start(1), match.end()) if match else None


@lru_cache(maxsize=4096)
def _key_pattern(indent: int, key: str) -> re.Pattern[str]:
    name = re.escape(key)
    return re.compile(rf"^ {{{indent}}}({name}|\"{name}\"|'{name}')[ \t]*:(?=\s|\Z)", re.MULTILINE)


@lru_cache(maxsize=1024)
def _first_key(key: str) -> re.Pattern[str]:
    name = re.escape(key)
    return re.compile(rf"- +({name}|\"{name}\"|'{name}')[ \t]*:(?=\s|\Z)")


@lru_cache(maxsize=256)
def _dash_pattern(indent: int) -> re.Pattern[str]:
    return re.compile(rf"^ {{{indent}}}(-)(?=[ \r\n])", re.MULTILINE)


@lru_cache(maxsize=256)
def _end_pattern(indent: int, *, in_list: bool) -> re.Pattern[str]:
    # A list may stand in the column of its key; an item ends where the next dash stands.
    at_indent = r"[^ #\r\n]" if in_list else r"(?!- |-\r?\n)[^ #\r\n]"
    return re.compile(
        rf"^(?: {{{indent}}}{at_indent}" + (rf"| {{0,{indent - 1}}}[^ #\r\n])" if indent else ")"), re.MULTILINE
    )


def _end(text: str, start: int, indent: int, *, in_list: bool, limit: int | None = None) -> int:
    match = _end_pattern(indent, in_list=in_list).search(text, start, len(text) if limit is None else limit)
    return match.start() if match else (len(text) if limit is None else limit)


FIRST_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)+( *)(?=[^ \r\n#])")
BEHIND_DASH = re.compile(r"-( +)(?=[^ \r\n#])")


def _first_column(text: str, parent: Block) -> int | None:
    """The column of the keys in a block."""
    if text[parent.start] == "-":
        match = BEHIND_DASH.match(text, parent.start)
        if match:
            return parent.indent + 1 + len(match[1])
    match = FIRST_KEY.match(text, parent.inside)
    if match is None or match.end() >= parent.end:
        return None
    column = len(match[1])
    return column if column > parent.indent else None


def _collect(
    top: Node, path: SpecPath, line: int, keys: dict[SpecPath, Position], values: dict[SpecPath, Position]
) -> None:
    waiting: list[tuple[SpecPath, Node]] = [(path, top)]
    while waiting:
        outer, node = waiting.pop()
        for step, (spot, child) in node.children.items():
            inner = (*outer, step)
            (values if isinstance(step, int) else keys)[inner] = Position(str(path[0]), line + spot[0] + 1, spot[1] + 1)
            waiting.append((inner, child))


class Node:
    """A value of a parsed document: where it stands and what is in it."""

    __slots__ = ("children", "spot")

    def __init__(self, spot: Spot) -> None:
        """Start without children."""
        self.spot = spot
        self.children: dict[str | int, tuple[Spot, Node]] = {}


def parse_tree(text: str) -> Node:
    """The positions of all keys and items, from libyaml's events; as far as they go where the text is broken."""
    import yaml

    tree = _Tree()
    shown = shown_rows(text)
    with contextlib.suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            kind = type(event)
            if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                tree.close()
            elif isinstance(event, yaml.NodeEvent):
                mark: Any = event.start_mark
                node = Node(shown_at(shown, mark.line, mark.column))
                tree.add(node, str(getattr(event, "value", "")))
                if isinstance(event, yaml.CollectionStartEvent):
                    tree.open(node, is_mapping=kind is yaml.MappingStartEvent)
    return tree.top


class _Tree:
    """A document that is being built from events."""

    def __init__(self) -> None:
        self.top = Node((0, 0))
        self._open: list[tuple[Node, bool]] = []
        self._keys: list[tuple[str, Spot] | None] = []

    def open(self, node: Node, *, is_mapping: bool) -> None:
        self._open.append((node, is_mapping))
        self._keys.append(None)

    def close(self) -> None:
        self._open.pop()
        self._keys.pop()

    def add(self, node: Node, value: str) -> None:
        if not self._open:
            self.top = node
            return
        parent, is_mapping = self._open[-1]
        key = self._keys[-1]
        if not is_mapping:
            parent.children[len(parent.children)] = node.spot, node
        elif key is None:
            self._keys[-1] = (value, node.spot)
            if not parent.children:
                parent.spot = node.spot  # `--- # comment` starts a mapping before its first key
        else:
            parent.children[key[0]] = key[1], node
            self._keys[-1] = None
