"""Limits of scalars and sizes: enums, patterns, ranges, lengths."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from seatrial.schemas.compact import BOUNDS
from seatrial.schemas.fault import Problem
from seatrial.schemas.node import Node
from seatrial.schemas.violation import Violation
from seatrial.schemas.words import QUANTITY_PHRASE, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.schemas.node import Found

LONGEST_MATCHED = 1024
"""Characters: Go's patterns take linear time, Python's may not, so longer text is not matched."""
LISTED = 12
"""Values of an enum that a message lists."""
SIZES = (
    ("minItems", "maxItems", list, "item"),
    ("minProperties", "maxProperties", dict, "key"),
    ("minLength", "maxLength", str, "character"),
)
QUANTITY = (
    r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"
)
"""The pattern that controller-gen writes for every resource.Quantity."""
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[ims]+\)|.", re.DOTALL)
"""A piece of a pattern: an escape, a class of characters, flags, or a character."""
FLAGS = re.compile(r"\(\?[ims]+\)")
CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "lower": "a-z", "upper": "A-Z", "space": r"\s"}


class BoundsNode(Node):
    """The limits that a schema puts on a value; what they do not speak of passes."""

    __slots__ = ("_listed", "_raw")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        super().__init__()
        self._raw = raw
        # Most bounds are an enum of text and nothing else.
        alone = not any(key in raw for key in BOUNDS if key not in ("enum", "nullable"))
        self._listed = frozenset(one for one in raw.get("enum", ()) if alone and isinstance(one, str))

    def check(self, value: Any) -> Found:
        if value.__class__ is str and value in self._listed:
            return None
        return list(self._faults(value)) or None

    def _faults(self, value: Any) -> Iterator[Violation]:
        raw = self._raw
        if "enum" in raw and not _is_among(value, raw["enum"]):
            yield _not_listed(value, raw["enum"])
        kind = value.__class__
        if kind is str and "pattern" in raw and not _matches(raw["pattern"], value):
            yield _mismatch(value, raw["pattern"])
        if kind is int or kind is float:
            yield from _range(value, raw)
        for low, high, sized, noun in SIZES:
            if kind is sized:
                yield from _size(len(value), raw.get(low), raw.get(high), noun)


def _is_among(value: Any, allowed: list[Any]) -> bool:
    # True equals 1 in Python, and not in JSON.
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in allowed)


def _not_listed(value: Any, allowed: list[Any]) -> Violation:
    from seatrial.schemas.nearest import nearest

    words = [one for one in allowed if one != ""]
    listed = ", ".join(str(one) for one in words[:LISTED]) + (", …" if len(words) > LISTED else "")
    meant = nearest(value, [one for one in words if isinstance(one, str)]) if isinstance(value, str) else ""
    choice = "one of " if len(words) > 1 else ""
    violation = Violation(Problem.VALUE, f"must be {choice}{listed}", f"write {meant}" if meant else "", instead=value)
    if meant:
        violation.value = meant
    return violation


def _mismatch(value: str, pattern: str) -> Violation:
    text = f"must be {QUANTITY_PHRASE}" if pattern == QUANTITY else f"must match {shorten(pattern)}"
    return Violation(Problem.VALUE, text, instead=value)


def _range(value: float, raw: Mapping[str, Any]) -> Iterator[Violation]:
    low, high, step = raw.get("minimum"), raw.get("maximum"), raw.get("multipleOf")
    if low is not None and (value < low or (value == low and raw.get("exclusiveMinimum"))):
        yield _out_of_range("more than" if raw.get("exclusiveMinimum") else "at least", low, value)
    if high is not None and (value > high or (value == high and raw.get("exclusiveMaximum"))):
        yield _out_of_range("less than" if raw.get("exclusiveMaximum") else "at most", high, value)
    if step and value % step:
        yield _out_of_range("a multiple of", step, value)


def _out_of_range(how: str, limit: float, value: float) -> Violation:
    return Violation(Problem.VALUE, f"must be {how} {limit}", instead=value)


def _size(size: int, low: int | None, high: int | None, noun: str) -> Iterator[Violation]:
    if low is not None and size < low:
        yield Violation(Problem.VALUE, f"must have at least {_count(low, noun)}, and has {size}")
    if high is not None and size > high:
        yield Violation(Problem.VALUE, f"must have at most {_count(high, noun)}, and has {size}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _matches(pattern: str, value: str) -> bool:
    compiled = _compile(pattern)
    return compiled is None or len(value) > LONGEST_MATCHED or compiled.search(value) is not None


@lru_cache(maxsize=2048)
def _compile(pattern: str) -> re.Pattern[str] | None:
    """Go's pattern as Python's; None where Python has no such thing, and then nothing is refused for it."""
    try:
        return re.compile(_translate(pattern), re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None


def _translate(pattern: str) -> str:
    r"""In Go `$` and `\z` are the very end, `[[:alpha:]]` is a class, and `(?i)` holds to the end of its group."""
    for name, characters in CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", characters)
    result = ""
    waiting = [0]  # For each open group, how many groups inside it stand for flags.
    for piece in TOKEN.findall(pattern):
        if piece in ("$", r"\z"):
            result += r"\Z"
        elif FLAGS.fullmatch(piece):
            waiting[-1] += 1
            result += f"{piece[:-1]}:"
        elif piece == ")" and len(waiting) > 1:
            result += ")" * (waiting.pop() + 1)
        else:
            waiting += [0] * (piece == "(")
            result += piece
    return result + ")" * waiting[0]
