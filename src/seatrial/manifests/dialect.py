"""Whether YAML 1.1, which kubectl reads, and YAML 1.2 differ on a text.

One pattern for all of it would take as long as parsing. These start with a character that is rare, or that the
expression engine finds by itself, and together run at more than 100 MB/s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from seatrial.spec.lines import has_odd_breaks

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALAR = r"(?:[-+]?0[0-9bBoO_]|[-+]?[0-9]+_|(?:[yYnN](?:es|ES|o|O)?|[oO](?:n|N|ff|FF))\s*(?:[\n\r,\]}#]|\Z))"
"""`0755`, `1_000`, `yes`, `off`."""
BLANK = r"(?:#[^\n]*+\s++){0,9}+"
SCALARS = (
    re.compile(r":\s++" + BLANK + SCALAR),
    re.compile(r"-\s++" + BLANK + SCALAR),
    re.compile(r"[\[{,]\s*+" + BLANK + SCALAR),
)
LONE_RETURN = re.compile(r"\r(?!\n)")
REFERENCE = re.compile(r"(?:^|[\s\[{,])(?:[&*!]|<<\s*[:,}]|[?](?:\s|\Z))", re.MULTILINE)
"""Anchors, aliases, tags, merge keys, keys that are collections."""

LARGE = 1e17
"""Numbers beyond may have been written as text that is too long for one; infinite ones are."""


def reads_differently(text: str) -> bool:
    """Whether anything in the text may mean another value in YAML 1.1; sometimes yes where nothing does.

    A text that is one scalar is no matter: it is no object.
    Keys that one of them reads as a number or a boolean are not looked for: `is_json` sees them in the value.
    """
    return (
        any(pattern.search(text) for pattern in SCALARS)
        or ("\r" in text and LONE_RETURN.search(text) is not None)
        or (
            ("&" in text or "*" in text or "!" in text or "<<" in text or "?" in text)
            and REFERENCE.search(text) is not None
        )
        or has_odd_breaks(text)
        or "\ufeff" in text  # a byte order mark within, which is nothing to one and text to the other
    )


def is_json(value: Any) -> bool:
    """Whether a value is one that JSON holds: keys are text, numbers have a size; a tenth of the time of parsing it."""
    waiting: list[Any] = [[value]]
    for found in waiting:
        inside: Iterable[Any] = cast("list[Any]", found)
        if type(found) is dict:
            inside = cast("dict[Any, Any]", found).values()
            for key in cast("dict[Any, Any]", found):
                if type(key) is not str:
                    return False
        for inner in inside:
            kind: Any = inner.__class__
            if kind is str:
                continue
            if kind is dict or kind is list:
                waiting.append(inner)
            elif kind is float and not -LARGE < inner < LARGE:
                return False
    return True
