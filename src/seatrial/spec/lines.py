"""Lines as libyaml counts them: YAML 1.1 ends one at three characters at which no editor does."""

from __future__ import annotations

import re

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
ODD_BREAK = re.compile("[\x85\u2028\u2029]")
"""Next line, line separator, paragraph separator."""


def has_odd_breaks(text: str) -> bool:
    """Whether YAML 1.1 ends a line where an editor shows none."""
    return not text.isascii() and ODD_BREAK.search(text) is not None


def yaml_lines(text: str) -> list[str]:
    """The lines of a text as YAML 1.1 has them."""
    return BREAK.split(text)


def shown_rows(text: str) -> list[tuple[int, int]]:
    """For each line as YAML has it, the row in an editor and the column at which it starts, both from 0.

    Empty where both count the same.
    """
    if not has_odd_breaks(text):
        return []
    rows = [(0, 0)]
    row = start = 0
    for match in BREAK.finditer(text):
        if match[0] in ("\n", "\r", "\r\n"):
            row, start = row + 1, match.end()
        rows.append((row, match.end() - start))
    return rows


def shown_at(rows: list[tuple[int, int]], row: int, column: int) -> tuple[int, int]:
    """Where an editor shows a character, from its row and column in libyaml's count; `rows` is from `shown_rows`."""
    if not rows:
        return row, column
    # The end of a text that has no last line end is a row further to libyaml.
    row, start = rows[min(row, len(rows) - 1)]
    return row, start + column
