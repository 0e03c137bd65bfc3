"""What an edit changed, for people and for `patch -p1`."""

from __future__ import annotations

import re

LINE = re.compile(r"[^\n]*\n|[^\n]+")
NO_BREAK = "\n\\ No newline at end of file\n"


def unified_diff(before: str, after: str, name: str) -> str:
    """The differing lines with three lines around them; empty where both texts are the same."""
    import difflib

    # Not `splitlines`: a form feed or U+2028 ends no line for `patch`.
    lines = difflib.unified_diff(
        LINE.findall(before), LINE.findall(after), "a/" + name.lstrip("/"), "b/" + name.lstrip("/")
    )
    return "".join(line if line.endswith("\n") else line + NO_BREAK for line in lines)
