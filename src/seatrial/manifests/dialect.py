"""Whether YAML 1.1, which kubectl reads, and YAML 1.2 differ on a text.

One pattern for all of it would take as long as parsing. These start with a character that is rare, or that the
expression engine finds by itself, and together run at more than 100 MB/s.
"""

from __future__ import annotations

import re
from typing import Any, cast

from seatrial.spec.lines import has_odd_breaks

SCALAR = r"(?:[-+]?0[0-9bBoO_]|[-+]?[0-9]+_|(?:[yYnN](?:es|ES|o|O)?|[oO](?:n|N|ff|FF))\s*(?:[\n\r,\]}#]|\Z))"
"""`0755`, `1_000`, `yes`, `off`."""
SCALARS = (re.compile(r": +" + SCALAR), re.compile(r"- +" + SCALAR), re.compile(r"[\[{,] *" + SCALAR))
REFERENCE = re.compile(r"(?:^|[\s\[{,])(?:[&*!]|<<\s*[:,}]|[?](?:\s|\Z))", re.MULTILINE)
"""Anchors, aliases, tags, merge keys, keys that are collections."""

COLLECTIONS = (dict, list)


def reads_differently(text: str) -> bool:
    """Whether anything in the text may mean another value in YAML 1.1; sometimes yes where nothing does.

    Keys that one of them reads as a number or a boolean are not looked for: `keys_are_text` sees them in the value.
    """
    return (
        any(pattern.search(text) for pattern in SCALARS)
        or (
            ("&" in text or "*" in text or "!" in text or "<<" in text or "?" in text)
            and REFERENCE.search(text) is not None
        )
        or has_odd_breaks(text)
    )


def keys_are_text(value: Any) -> bool:
    """Whether all keys in a value are text, as JSON has them; a tenth of the time that parsing it takes."""
    waiting: list[Any] = [value]
    for found in waiting:
        if type(found) is dict:
            for key, inner in cast("dict[Any, Any]", found).items():
                if type(key) is not str:
                    return False
                if type(inner) in COLLECTIONS:
                    waiting.append(inner)
        elif type(found) is list:
            waiting.extend(inner for inner in cast("list[Any]", found) if type(inner) in COLLECTIONS)
    return True
