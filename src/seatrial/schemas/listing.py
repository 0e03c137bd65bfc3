"""Lists: items of one kind, perhaps none like another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.schemas.fault import Problem
from seatrial.schemas.node import Node, check_all, joined
from seatrial.schemas.violation import Violation
from seatrial.schemas.words import shorten, show

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from seatrial.schemas.compact import Compact
    from seatrial.schemas.node import Found


class ListNode(Node):
    """A list; `keys` of its schema names the fields that tell its items apart, `set` says that the items do."""

    __slots__ = ("_items", "_keys", "_nulls", "_rest", "_set")

    def __init__(self, build: Callable[[Compact], Node], raw: Mapping[str, Any], rest: Sequence[Node] = ()) -> None:
        super().__init__(nullable=bool(raw.get("nullable")))
        self._items = build(raw.get("items", "any"))
        self._keys: Mapping[str, Any] = raw.get("keys", {})
        self._set = bool(raw.get("set"))
        self._nulls = bool(raw.get("nulls"))
        self._rest = rest

    def fields(self) -> Collection[str]:
        return self._items.fields()

    def check(self, value: Any) -> Found:
        if not isinstance(value, list):
            return None if value is None and self.nullable else [_no_list(value)]
        items = cast("list[Any]", value)
        found: Found = None
        node, plain = self._items, self._items.plain
        for index, item in enumerate(items):
            if item.__class__ is plain or (item is None and self._nulls):
                continue
            below = node.check(item)
            if below:
                for violation in below:
                    violation.steps.append(index)
                found = joined(found, below)
        if len(items) > 1 and (self._keys or self._set):
            found = joined(found, self._duplicates(items))
        return joined(found, check_all(self._rest, items)) if self._rest else found

    def _duplicates(self, items: list[Any]) -> Found:
        seen: dict[Any, int] = {}
        found: list[Violation] = []
        for index, item in enumerate(items):
            identity = self._identity(item)
            if identity is None:
                continue
            try:
                first = seen.setdefault(identity, index)
            except TypeError:  # A mapping or a list can be no key of a dictionary; its text can.
                first = seen.setdefault(repr(identity), index)
            if first != index:
                text = f"repeats {self._describe(item)} of the item at {first}"
                found.append(Violation(Problem.DUPLICATE, text, "remove one of the two", index))
        return found or None

    def _identity(self, item: Any) -> Any:
        if self._set:
            return (item.__class__, item)
        if not isinstance(item, dict):
            return None
        values = tuple(self._key_values(cast("dict[str, Any]", item)).values())
        return None if values[0] is None else values

    def _key_values(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {key: default if item.get(key) is None else item[key] for key, default in self._keys.items()}

    def _describe(self, item: Any) -> str:
        if self._set:
            return show(item)
        values = self._key_values(item)
        return " and ".join(f"{key} {shorten(str(value))}" for key, value in values.items() if value is not None)


def _no_list(value: Any) -> Violation:
    fix = "start each item with a dash" if isinstance(value, (dict, str)) else ""
    return Violation(Problem.TYPE, "must be a list", fix, instead=value)
