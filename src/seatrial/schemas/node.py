"""A schema that checks, and what schemas of every kind share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.schemas.words import NoPlainValue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from seatrial.schemas.violation import Violation

Found = list["Violation"] | None
"""What is wrong in a value; None where nothing is, so that what is right makes no lists."""


class Node:
    """A schema.

    `plain` is a class whose every instance is right: the walker above then need not call. `nullable` says whether a
    null is a value here; elsewhere the API server drops it.
    """

    __slots__ = ("nullable", "plain")

    def __init__(self, *, plain: type = NoPlainValue, nullable: bool = False) -> None:
        self.plain = plain
        self.nullable = nullable

    def check(self, value: Any) -> Found:
        """What is wrong in the value, or None."""
        raise NotImplementedError

    def fields(self) -> Collection[str]:
        """The names of the fields here, or of the items' here."""
        return ()


def check_all(nodes: Sequence[Node], value: Any) -> Found:
    """What several schemas find wrong in one value."""
    return [violation for node in nodes for violation in node.check(value) or ()] or None


def joined(found: Found, more: Found) -> Found:
    """Both, without changing either."""
    return more if not found else [*found, *more] if more else found
