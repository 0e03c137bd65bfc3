"""Whether YAML 1.1, which kubectl reads, and YAML 1.2 differ on a text.

One pattern for all of it would take as long as parsing. These start with a character that is rare, or that the
expression engine finds by itself, and together run at more than 100 MB/s.
"""

from __future__ import annotations

import re

SCALAR = r"(?:[-+]?0[0-9bBoO_]|[-+]?[0-9]+_|(?:[yYnN](?:es|ES|o|O)?|[oO](?:n|N|ff|FF))\s*(?:[\n\r,\]}#]|\Z))"
"""`0755`, `1_000`, `yes`, `off`."""
SCALARS = (re.compile(r": +" + SCALAR), re.compile(r"- +" + SCALAR), re.compile(r"[\[{,] *" + SCALAR))
NUMBER_BEFORE_COLON = re.compile(r"[0-9.]\s*:\s")
NUMBER_AS_KEY = re.compile(r"(?:^|[{,])[ -]*[-+.0-9][-+.0-9a-zA-Z_]* *:\s", re.MULTILINE)
WORD_AS_KEY = re.compile(
    r":(?:(?<=\s[yYnN~]:)|(?<=\s[oOnN][nNoO]:)|(?<=\s[yYoO][eEfF][sSfF]:)|(?<=\s[tTnN][rRuU][uUlL][eElL]:)"
    r"|(?<=\s[fF]alse:)|(?<=\sFALSE:))\s"
)
REFERENCE = re.compile(r"(?:^|[\s\[{,])(?:[&*!]|<<\s*:|[?](?:\s|\Z))", re.MULTILINE)
"""Anchors, aliases, tags, merge keys, keys that are collections."""


def reads_differently(text: str) -> bool:
    """Whether anything in the text may mean another value in YAML 1.1; sometimes yes where nothing does."""
    return (
        any(pattern.search(text) for pattern in SCALARS)
        or (NUMBER_BEFORE_COLON.search(text) is not None and NUMBER_AS_KEY.search(text) is not None)
        or WORD_AS_KEY.search("\n" + text) is not None
        or (
            ("&" in text or "*" in text or "!" in text or "<<" in text or "?" in text)
            and REFERENCE.search(text) is not None
        )
    )
