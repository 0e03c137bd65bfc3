"""Texts of other people's files where a terminal, a log or a parser reads them."""

from __future__ import annotations

import re

UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # what terminals obey, and most of what XML forbids
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # what reorders or hides the text around it, and line ends
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"  # what cannot be encoded, and letters without a shape
)
LONE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""One line in which every character can be seen: a line end as `\n`, an escape as `\x1b`."""
    return UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def encodable(text: str) -> str:
    """The text with U+FFFD for what no encoding has."""
    return LONE.sub("\ufffd", text)
