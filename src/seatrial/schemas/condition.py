"""Conditions: what must hold of a value besides its type, alone or combined by `allOf`, `anyOf`, `oneOf` and `not`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.schemas.fault import Problem
from seatrial.schemas.listing import ListNode
from seatrial.schemas.mapping import MappingNode
from seatrial.schemas.node import Node, check_all, joined
from seatrial.schemas.violation import Violation
from seatrial.schemas.words import WORDS, is_integer, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.schemas.compact import Compact
    from seatrial.schemas.node import Found

JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": is_integer,
    "number": is_number,
}


class ConditionNode(Node):
    """A part of a combination: it says something about some values, and nothing about others."""

    __slots__ = ("_fields", "_format", "_items", "_only", "_rest")

    def __init__(self, build: Callable[[Compact], Node], raw: Mapping[str, Any], rest: Sequence[Node] = ()) -> None:
        super().__init__()
        self._fields = MappingNode(build, {**raw, "open": True})
        self._items = ListNode(build, raw) if "items" in raw else None
        self._only: str = raw.get("only", "")
        self._format = WORDS.get(raw.get("format", ""))
        self._rest = rest

    def check(self, value: Any) -> Found:
        accepts = JSON_TYPES.get(self._only)
        if accepts and not accepts(value):
            return [Violation(Problem.TYPE, f"must be of type {self._only}", instead=value)]
        if self._format and isinstance(value, str) and not self._format.accepts(value):
            return [Violation(Problem.TYPE, f"must be {self._format.phrase}", instead=value)]
        below: Found = None
        if isinstance(value, dict):
            below = self._fields.check(cast("dict[str, Any]", value))
        elif self._items and isinstance(value, list):
            below = self._items.check(cast("list[Any]", value))
        return joined(below, check_all(self._rest, value))


class CombinationNode(Node):
    """Conditions under one keyword."""

    __slots__ = ("_keyword", "_parts", "_raw")

    def __init__(self, keyword: str, parts: Sequence[Node], raw: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._keyword = keyword
        self._parts = parts
        self._raw = raw

    def check(self, value: Any) -> Found:
        if self._keyword == "allOf":
            return check_all(self._parts, value)
        fitting = sum(part.check(value) is None for part in self._parts)
        if self._keyword == "not":
            return [Violation(Problem.VALUE, "is what its schema excludes")] if fitting else None
        if fitting == 1 or (fitting and self._keyword == "anyOf"):
            return None
        return [Violation(Problem.VALUE, *self._explain(fitting))]

    def _explain(self, fitting: int) -> tuple[str, str]:
        """Most combinations say which of several fields must be set."""
        names = [" with ".join(part["required"]) for part in self._raw if part.get("required")]
        simple = len(names) == len(self._raw)
        if fitting:
            if simple:
                return f"has more than one of {', '.join(names)}", "keep one of them"
            return f"fits {fitting} of the {len(self._raw)} forms of which exactly one is allowed", ""
        if simple:
            return f"has none of {', '.join(names)}", "set one of them"
        return f"fits none of the {len(self._raw)} forms that are allowed", ""
