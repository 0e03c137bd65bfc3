"""Mappings: named fields, or keys of the user's choice, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.schemas.fault import Problem
from seatrial.schemas.node import Node, check_all, joined
from seatrial.schemas.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from seatrial.schemas.compact import Compact
    from seatrial.schemas.node import Found

LISTED = 8
"""Fields that a message lists."""


class MappingNode(Node):
    """A mapping; the schema of a field is built when the first value reaches it."""

    __slots__ = ("_build", "_children", "_defaults", "_open", "_raw", "_required", "_rest", "_values")

    def __init__(self, build: Callable[[Compact], Node], raw: Mapping[str, Any], rest: Sequence[Node] = ()) -> None:
        super().__init__(nullable=bool(raw.get("nullable")))
        self._build = build
        self._raw: Mapping[str, Compact] = raw.get("properties", {})
        self._children: dict[str, Node] = {}
        values = raw.get("additionalProperties")
        self._values = None if values is None else build(values)
        self._open = bool(raw.get("open"))
        self._required: Sequence[str] = raw.get("required", ())
        self._defaults: Mapping[str, Any] = raw.get("defaults", {})
        self._rest = rest

    def fields(self) -> Collection[str]:
        return self._raw

    def check(self, value: Any) -> Found:
        if not isinstance(value, dict):
            return None if value is None and self.nullable else [_no_mapping(value)]
        manifest = cast("dict[str, Any]", value)
        found: Found = None
        children = self._children
        for key, item in manifest.items():
            child = children.get(key) or self._child(key)
            if child is None:
                if not self._open:
                    found = joined(found, [self._unknown(key)])
            # The API server drops a null, and only then looks whether something is missing.
            elif item.__class__ is not child.plain and item is not None:
                below = child.check(item)
                if below:
                    found = joined(found, self._from_below(below, key))
        for name in self._required:
            if manifest.get(name) is None and not (name in manifest and self._is_nullable(name)):
                found = joined(found, _missing(name, found))
        return joined(found, check_all(self._rest, self._as_stored(manifest))) if self._rest else found

    def _as_stored(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """The mapping as the API server sees it by then: without nulls, with defaults."""
        written = {key: item for key, item in manifest.items() if item is not None or self._is_nullable(key)}
        return {**self._defaults, **written} if self._defaults else written

    def _child(self, key: Any) -> Node | None:
        raw = self._raw.get(key)
        if raw is None:
            return self._values
        child = self._children[key] = self._build(raw)
        return child

    def _is_nullable(self, name: str) -> bool:
        child = self._child(name)
        return child is not None and child.nullable

    def _unknown(self, key: Any) -> Violation:
        from seatrial.schemas.nearest import nearest

        written = str(key)
        violation = Violation(Problem.UNKNOWN, "is not a known field", "", written)
        meant = nearest(written, self._raw)
        owner = "" if meant else self._owner_below(written)
        if meant:
            violation.name, violation.fix = meant, f"write {meant}"
        elif owner:
            violation.fix = f"move it down into {owner}, where it is a field"
        elif self._raw:
            listed = ", ".join(tuple(self._raw)[:LISTED]) + (", …" if len(self._raw) > LISTED else "")
            violation.fix = f"remove it; the fields here are {listed}"
        else:
            violation.fix = "remove it; no fields are known here"
        return violation

    def _owner_below(self, name: str) -> str:
        """The first of our fields that has a field of that name itself."""
        children = ((field, self._child(field)) for field in self._raw)
        return next((field for field, child in children if child is not None and name in child.fields()), "")

    def _from_below(self, below: list[Violation], key: str) -> list[Violation]:
        for violation in below:
            homeless = violation.problem is Problem.UNKNOWN and not violation.name and not violation.home
            if homeless and str(violation.steps[0]) in self._raw:
                violation.home = len(violation.steps) + 1
            violation.steps.append(str(key))
        return below


def _missing(name: str, found: Found) -> Found:
    """Nothing where the field stands there misspelt."""
    misspelt = any(violation.name == name and len(violation.steps) == 1 for violation in found or ())
    return None if misspelt else [Violation(Problem.MISSING, "is missing", f"add {name}", name)]


def _no_mapping(value: Any) -> Violation:
    fix = "write its fields without the dash" if isinstance(value, list) else ""
    return Violation(Problem.TYPE, "must be a mapping", fix, instead=value)
