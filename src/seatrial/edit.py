"""A change to a text that the user wrote, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.location import SpecPath


class _Remove(Enum):
    REMOVE = "REMOVE"


REMOVE: Final = _Remove.REMOVE
"""The value of an edit that takes the key or the item away."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a YAML document.

    Attributes:
        path: the value to set; its missing parents become mappings (lists, below index 0), and an index one behind a
            list's end appends.
        value: the new value, plain data; `REMOVE` takes the key or list item away.
        key: the new name of the last key of the path, where a key is renamed; the value then stays as it is written.

    """

    path: SpecPath
    value: Any = None
    key: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Replacement:
    """One change of a text that is not YAML: the characters from `start` to `end`, counted from 0, become `text`."""

    start: int
    end: int
    text: str


def replace_text(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with all replacements made; what is inserted at one place keeps the order it comes in.

    Raises:
        ValueError: two replacements overlap.

    """
    parts: list[str] = []
    done = 0
    for change in sorted(replacements, key=lambda change: (change.start, change.end)):
        if change.start < done:
            raise ValueError(f"two changes of the text meet at character {change.start}")
        parts += text[done : change.start], change.text
        done = change.end
    return "".join((*parts, text[done:]))
