"""Where the fields of a rendered object are written: in the template, whose directives hide what it will be.

A template is no YAML, but its lines are written like YAML. Directives are blanked, and what is left is read by its
columns alone: keys and items where they stand, in all branches. An object is then laid beside that outline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from seatrial.location import format_path
from seatrial.manifests.locate import Node, Spot
from seatrial.manifests.split import Slice, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.location import SpecPath

UNKNOWN = "\ue000"
"""Stands for each character that a directive prints; the file does not say what."""
AGAIN = "\n"
"""Between a key and its row where a mapping has the key twice, in two branches; no key holds a line's end."""
ACTION = re.compile(
    r"\{\{-?\s*/\*.*?\*/\s*-?\}\}"
    r"|\{\{(?:\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|[^\"`}]|\}(?!\}))*+\}\}"
    r"|\{\{[^\n]*?\}\}",
    re.DOTALL,
)
SILENT = re.compile(
    r"\{\{-?\s*(?:/\*|(?:if|else|end|with|range|define|block|break|continue)\b|\$\w*(?:\s*,\s*\$\w+)*\s*:?=)"
)
KEY = re.compile(r"""("[^"\n]*"|'[^'\n]*'|[^\s#\[\]{},"'&*!|>%@`][^\n]*?)[ \t]*:(?:[ \t]+(.*)|\r?$)""")
BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
COMMENT = re.compile(r"(?:^|[ \t])#.*$")
MANY = 200
"""Items of a list beyond which they are taken in their order."""
OTHER = -100
"""What is surely written for something else."""


class Outline(Node):
    """A key or item of a template.

    Attributes:
        text: its scalar as far as the template says it; None for a block of text.
        items: how many items are in it.
        branches: whether a key is in it twice.

    """

    __slots__ = ("branches", "items", "text")

    def __init__(self, spot: Spot, text: str | None = None) -> None:
        """Start without children."""
        super().__init__(spot)
        self.text = text
        self.items = 0
        self.branches = False

    def child(self, step: str | int) -> Outline:
        return cast("Outline", self.children[step][1])


def read_template(text: str) -> tuple[Slice, ...]:
    """The documents of a template, at least one; each has its outline as `tree`."""
    parts = tuple(split(_blank(text))) or (Slice("", 0, 0, 1),)
    return tuple(part._replace(tree=_outline(part.text)) for part in parts)


def find_document(parts: Sequence[Slice], manifest: Mapping[str, Any]) -> int:
    """The number of the document that an object was rendered from."""
    scores = [_resemblance(manifest, part.tree) for part in parts]
    return scores.index(max(scores))


def trace(manifest: Mapping[str, Any], outline: Outline) -> dict[str, SpecPath]:
    """Field of the object → path in the outline, wherever the two differ, and for each key at the top.

    Items of a list are found by what they say, because a template writes some under a condition and some once for
    many.
    """
    fields: dict[str, SpecPath] = {}
    waiting: list[tuple[Any, Outline, SpecPath, SpecPath]] = [(manifest, outline, (), ())]
    while waiting:
        value, node, path, written = waiting.pop()
        if isinstance(value, dict):
            pairs = [(key, item, _key_of(node, str(key), item)) for key, item in cast("dict[Any, Any]", value).items()]
        else:
            items = cast("list[Any]", value)
            pairs = [*zip(range(len(items)), items, _items_of(node, items), strict=True)]
        for step, item, there in pairs:
            inner = (*path, step)
            if there is None:
                if not path or isinstance(step, int):
                    fields[format_path(inner)] = (*written, step) if not path else written
                continue
            below = (*written, there)
            if not path or there != step or "." in str(step):
                fields[format_path(inner)] = below
            if isinstance(item, (dict, list)):
                waiting.append((cast("Any", item), node.child(there), inner, below))
    return fields


def _blank(text: str) -> str:
    pieces: list[str] = []
    done = 0
    while (start := text.find("{{", done)) >= 0:
        action = ACTION.match(text, start)
        if action is None:
            break
        mark = " " if SILENT.match(action[0]) else UNKNOWN
        pieces += text[done:start], re.sub(r"[^\r\n]", mark, action[0])
        done = action.end()
    return "".join([*pieces, text[done:]])


def _outline(text: str) -> Outline:
    top = Outline((0, 0))
    opened: list[tuple[int, bool, Outline]] = []
    hidden = -1  # the column of the key whose text is a block that runs on
    for row, line in enumerate(text.split("\n")):
        column = len(line) - len(line.lstrip(" "))
        if not line.strip(f" \t\r{UNKNOWN}") or (0 <= hidden < column):
            continue
        hidden = -1
        if line[column] != "#" and not line.startswith(("---", "...", "%")):
            hidden = _read_line(top, opened, row, column, line.rstrip("\r"))
    first = top.children.get("kind") or next(iter(top.children.values()), None)
    top.spot = first[0] if first else (0, 0)
    return top


def _read_line(top: Outline, opened: list[tuple[int, bool, Outline]], row: int, column: int, line: str) -> int:
    """Add what a line holds; the column whose deeper lines are text, or -1."""
    while line.startswith("- ", column) or line[column:] == "-":
        # A list may stand in the column of its key.
        while opened and (opened[-1][0] > column or (opened[-1][0] == column and opened[-1][1])):
            opened.pop()
        parent = opened[-1][2] if opened else top
        inside = column + 1 + len(line[column + 1 :]) - len(line[column + 1 :].lstrip(" "))
        item = Outline((row, inside if inside < len(line) else column), "")
        parent.children[parent.items] = (item.spot, item)
        parent.items += 1
        opened.append((column, True, item))
        if inside >= len(line):
            return -1
        dash, column = column, inside
        if BLOCK.match(line[column:]):
            item.text = None
            return dash
    key = KEY.match(line, column)
    if key is None:
        if opened and opened[-1][1] and opened[-1][2].spot[0] == row:
            opened[-1][2].text = _plain(line[column:])
        return -1
    while opened and opened[-1][0] >= column:
        opened.pop()
    parent = opened[-1][2] if opened else top
    name, value = _plain(key[1]), key[2] or ""
    node = Outline((row, column), None if BLOCK.match(value) else _plain(value))
    again = name in parent.children
    parent.branches = parent.branches or again
    parent.children[f"{name}{AGAIN}{row}" if again else name] = (node.spot, node)
    opened.append((column, False, node))
    return column if node.text is None else -1


def _plain(text: str) -> str:
    """A scalar without its quotes and without the comment behind it."""
    text = text.strip()
    quote = text[:1]
    if quote in ("'", '"') and quote in text[1:]:
        return text[1 : text.index(quote, 1)]
    return COMMENT.sub("", text).rstrip()


def _key_of(node: Outline, key: str, value: Any) -> str | None:
    if key in node.children and not node.branches:
        return key
    steps = [step for step in node.children if isinstance(step, str)]
    same = [step for step in steps if step.partition(AGAIN)[0] == key]
    likely = same or [step for step in steps if UNKNOWN in step and _matches(step.partition(AGAIN)[0], key)]
    # The first of the best: `max` keeps the order.
    return max(likely, key=lambda step: _likeness(value, node.child(step)), default=None) if likely else None


def _items_of(node: Outline, items: Sequence[Any]) -> list[int | None]:
    count = node.items
    if count * len(items) > MANY * MANY:
        return [index if index < count else None for index in range(len(items))]
    found: list[int | None] = []
    next_one = 0
    for item in items:
        scores = [(_likeness(item, node.child(index)), index >= next_one, -index) for index in range(count)]
        best = max(scores, default=(OTHER, False, 0))
        found.append(-best[2] if best[0] > OTHER // 2 else None)
        next_one = next_one if found[-1] is None else found[-1] + 1
    return found


def _likeness(value: Any, node: Outline) -> int:
    """How much of a value an outline says, one level deep."""
    if not isinstance(value, dict):
        return 0 if isinstance(value, list) or node.children else _agreement(value, node.text)
    score = 0
    for key, inner in cast("dict[Any, Any]", value).items():
        if key in node.children:
            agreed = 0 if isinstance(inner, (dict, list)) else _agreement(inner, node.child(key).text)
            score += OTHER if key == "name" and agreed < 0 else 1 + agreed
    return score


def _resemblance(manifest: Mapping[str, Any], outline: Any) -> int:
    """How likely an object is the outline's: kind and name decide."""
    score = 0
    for path, weight in ((("kind",), 4), (("metadata", "name"), 2), (("apiVersion",), 1)):
        value: Any = manifest
        node = cast("Outline | None", outline)
        for step in path:
            value = cast("Mapping[str, Any]", value).get(step) if isinstance(value, dict) else None
            there = _key_of(node, step, value) if node else None
            node = node.child(there) if node and there else None
        if node is not None:
            score += weight * _agreement(value, node.text)
    return score


def _agreement(value: Any, text: str | None) -> int:
    """3 where the template says the value, 1 where it may come to be the value, 0 where nobody knows, -2 for others."""
    if text is None or (text[:1] in ("*", "&", "!", "{", "[") and text):
        return 0
    if UNKNOWN in text:
        return 1 if _matches(text, _written(value)) else -2
    return 3 if text == _written(value) or (value is None and text in ("", "null", "~")) else -2


def _written(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    return str(value)


def _matches(text: str, value: str) -> bool:
    """Whether the value is the text with something in place of what is not known."""
    parts = re.split(f"{UNKNOWN}+", text)
    first, *middle, last = parts
    if not value.startswith(first):
        return False
    here = len(first)
    for part in middle:
        found = value.find(part, here)
        if found < 0:
            return False
        here = found + len(part)
    return value.endswith(last) and len(value) - len(last) >= here
