"""Scalars: their type, and the limits of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.schemas.fault import Problem
from seatrial.schemas.node import Node, check_all
from seatrial.schemas.violation import NO_VALUE, Violation
from seatrial.schemas.words import INT64, WORDS, NoPlainValue, is_integer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.schemas.node import Found


class ScalarNode(Node):
    """A scalar of one of `WORDS`."""

    __slots__ = ("_rest", "_word")

    def __init__(self, word: str, raw: Mapping[str, Any], rest: Sequence[Node] = ()) -> None:
        self._word = WORDS.get(word, WORDS["any"])
        self._rest = rest
        super().__init__(plain=NoPlainValue if rest else self._word.plain, nullable=bool(raw.get("nullable")))

    def check(self, value: Any) -> Found:
        if value is None and self.nullable:
            return None
        if not self._word.accepts(value):
            violation = _wrong_type(value, self._word.phrase, self._word.accepts)
            if violation.value is not NO_VALUE and check_all(self._rest, violation.value):
                violation.value, violation.fix = NO_VALUE, ""  # not right with or without quotes
            return [violation]
        return check_all(self._rest, value) if self._rest else None


def _wrong_type(value: Any, phrase: str, accepts: Callable[[Any], bool]) -> Violation:
    """The fault, with the edit where quotes are all that is wrong."""
    if is_integer(value) and accepts(0):
        return Violation(Problem.VALUE, "must be an integer of fewer bits", instead=value)
    violation = Violation(Problem.TYPE, f"must be {phrase}", instead=value)
    if value.__class__ is str:
        meant = _unquoted(value)
        if meant is not None and accepts(meant):
            violation.value, violation.fix = meant, "write it without quotes"
    elif isinstance(value, (bool, int, float)) and accepts("text"):
        violation.fix = "put it in quotes"
        # 1.10 and `yes` have lost what was written; an integer has not.
        if value.__class__ is int:
            violation.value = str(value)
    return violation


def _unquoted(text: str) -> int | bool | None:
    if text in ("true", "false"):
        return text == "true"
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(INT64)):
        return None
    # 010 is eight to some and ten to others.
    return int(text) if digits == "0" or not digits.startswith("0") else None
