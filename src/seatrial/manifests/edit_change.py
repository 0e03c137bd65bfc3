"""All edits of one document as a tree, and what they make of its data.

Paths mean the document as it was: the list indexes of one edit do not move because another removes an item, and a
renamed key keeps its old name in them. What an edit creates can be edited further by those behind it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

from seatrial.edit import REMOVE
from seatrial.errors import SeatrialError
from seatrial.location import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.edit import Edit
    from seatrial.location import SpecPath


class _Absent(Enum):
    ABSENT = "ABSENT"


ABSENT: Final = _Absent.ABSENT
"""In place of a value: there is none."""


class CannotEditError(SeatrialError):
    """An edit that the text does not allow; nothing was changed.

    Args:
        path: the value that could not be edited; empty where the whole document cannot be.
        reason: one sentence without a full stop.

    """

    def __init__(self, path: SpecPath, reason: str) -> None:
        super().__init__(f"{format_path(path)} cannot be edited: {reason}" if path else reason, fix="edit it by hand")
        self.path = path
        self.reason = reason


class Change:
    """What happens to one value: first it becomes `value` unless that is ABSENT, then the changes `inside` are made."""

    __slots__ = ("inside", "key", "value")

    def __init__(self) -> None:
        self.value: Any = ABSENT
        self.key = ""
        self.inside: dict[str | int, Change] = {}

    @property
    def removes(self) -> bool:
        return self.value is REMOVE

    def drops(self, step: str | int) -> bool:
        """Whether it takes this key or item away."""
        inner = self.inside.get(step)
        return inner is not None and inner.removes


def gather(edits: Sequence[Edit]) -> Change:
    """The edits as one change of the whole document."""
    top = Change()
    for edit in edits:
        if not edit.path:
            raise CannotEditError((), "the whole document cannot be replaced")
        change = _below(top, edit)
        if change is None:
            continue
        if edit.key:
            if not isinstance(edit.path[-1], str):
                raise CannotEditError(edit.path, "an item of a list has no name")
            change.key = edit.key
        else:
            change.value, change.inside = edit.value, {}
    return top


def _below(change: Change, edit: Edit) -> Change | None:
    for step in edit.path:
        if change.removes:
            if edit.key or edit.value is REMOVE:
                return None
            change.value = [] if isinstance(step, int) else {}
        change = change.inside.setdefault(step, Change())
    return change


def changed(old: Any, change: Change, path: SpecPath) -> Any:
    """The value that the change makes of `old`, which is not touched; ABSENT or REMOVE where none is left.

    Raises:
        CannotEditError: the path leads through a value that holds nothing, or behind the end of a list.

    """
    base = old if change.value is ABSENT else change.value
    if not change.inside:
        return base
    if base is ABSENT or base is None:
        fresh: Any = [] if all(isinstance(step, int) for step in change.inside) else {}
        return _filled(fresh, change, path) or base
    return _filled(base, change, path)


def _filled(base: Any, change: Change, path: SpecPath) -> Any:
    if isinstance(base, dict):
        return _changed_mapping(cast("dict[Any, Any]", base), change, path)
    if isinstance(base, list):
        return _changed_list(cast("list[Any]", base), change, path)
    raise CannotEditError(path, "it is neither a mapping nor a list")


def _changed_mapping(base: Mapping[Any, Any], change: Change, path: SpecPath) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key, old in base.items():
        inner = change.inside.get(key)
        if inner is None:
            result[key] = old
        elif not inner.removes:
            name = inner.key or key
            if name in result or (name != key and name in base):
                raise CannotEditError((*path, key), f"{name} is there already")
            result[name] = changed(old, inner, (*path, key))
    return result | {cast("str", key): value for key, value in added(base, change, path)}


def _changed_list(base: Sequence[Any], change: Change, path: SpecPath) -> list[Any]:
    kept = [(index, old, change.inside.get(index)) for index, old in enumerate(base)]
    result = [
        old if inner is None else changed(old, inner, (*path, index))
        for index, old, inner in kept
        if inner is None or not inner.removes
    ]
    return result + [value for _, value in added(base, change, path)]


def added(base: Any, change: Change, path: SpecPath) -> Iterator[tuple[str | int, Any]]:
    """What the change puts behind the last key or item of a collection: key or index, and value."""
    is_mapping = isinstance(base, dict)
    known = cast("Mapping[Any, Any] | Sequence[Any]", base)
    expected: type = str if is_mapping else int
    other = next((step for step in change.inside if not isinstance(step, expected)), None)
    if other is not None:
        raise CannotEditError((*path, other), "its parent is a " + ("mapping" if is_mapping else "list"))
    if is_mapping:
        names = {inner.key for step, inner in change.inside.items() if inner.key and step in known}
        steps = [step for step in change.inside if step not in known]
    else:
        names = set[str]()
        steps = sorted(step for step in change.inside if step not in range(len(known)))
    end = len(known)
    for step in steps:
        inner = change.inside[step]
        value = changed(ABSENT, inner, (*path, step))
        if value is ABSENT or value is REMOVE:
            continue
        name = inner.key or step
        if name in names or (inner.key and name in known):
            raise CannotEditError((*path, step), f"{name} is there already")
        names.add(str(name))
        if isinstance(step, int):
            if step != end:
                raise CannotEditError((*path, step), f"the list has only {len(known)} items")
            end += 1
        yield name, value
