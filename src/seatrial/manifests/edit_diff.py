"""What an edit changed, for people and for `patch -p1`.

Edits are small and far apart. difflib takes the square of the length for a long file of similar lines, so it only sees
the neighbourhood of each difference here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINE = re.compile(r"[^\n]*\n|[^\n]+")
NO_BREAK = "\n\\ No newline at end of file\n"
AROUND = 3
"""Lines shown before and behind a difference."""
WINDOW = 40
"""Lines behind the first difference in which both texts are looked for what they share."""
SHARED = 3
"""So many equal lines in a row end a difference."""


class Difference(NamedTuple):
    """The lines from `start` to `end` became those from `new_start` to `new_end`, counted from 0."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified_diff(before: str, after: str, name: str) -> str:
    """The differing lines with three lines around them; empty where both texts are the same."""
    # Not `splitlines`: a form feed or U+2028 ends no line for `patch`.
    old, new = LINE.findall(before), LINE.findall(after)
    hunks: list[list[Difference]] = []
    for difference in _differences(old, new):
        if hunks and difference.start - hunks[-1][-1].end <= 2 * AROUND:
            hunks[-1].append(difference)
        else:
            hunks.append([difference])
    if not hunks:
        return ""
    path = name.lstrip("/")
    lines = [f"--- a/{path}\n", f"+++ b/{path}\n"]
    for hunk in hunks:
        lines.extend(_hunk(old, new, hunk))
    return "".join(line if line.endswith("\n") else line + NO_BREAK for line in lines)


def _hunk(old: Sequence[str], new: Sequence[str], differences: Sequence[Difference]) -> Iterator[str]:
    first, last = differences[0], differences[-1]
    above, below = min(AROUND, first.start), min(AROUND, len(old) - last.end)
    start, end = first.start - above, last.end + below
    yield f"@@ -{_range(start, end)} +{_range(first.new_start - above, last.new_end + below)} @@\n"
    for difference in differences:
        yield from (f" {line}" for line in old[start : difference.start])
        yield from (f"-{line}" for line in old[difference.start : difference.end])
        yield from (f"+{line}" for line in new[difference.new_start : difference.new_end])
        start = difference.end
    yield from (f" {line}" for line in old[start:end])


def _range(start: int, end: int) -> str:
    """Lines as `patch` counts them: from 1, and an empty range by the line before it."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    at = new_at = 0
    while at < len(old) and new_at < len(new):
        if old[at] == new[new_at]:
            at, new_at = at + 1, new_at + 1
            continue
        found, length, new_length = _to_next_shared(old, new, at, new_at)
        yield from found
        at, new_at = at + length, new_at + new_length
    if at < len(old) or new_at < len(new):
        yield Difference(at, len(old), new_at, len(new))


def _to_next_shared(old: Sequence[str], new: Sequence[str], at: int, new_at: int) -> tuple[list[Difference], int, int]:
    """The differences from here to the next lines that both share, and how many lines that is in both."""
    from difflib import SequenceMatcher

    width = WINDOW
    while True:
        window, new_window = old[at : at + width], new[new_at : new_at + width]
        found: list[Difference] = []
        whole = at + width >= len(old) and new_at + width >= len(new)
        for tag, start, end, new_start, new_end in SequenceMatcher(None, window, new_window).get_opcodes():
            if tag != "equal":
                found.append(Difference(at + start, at + end, new_at + new_start, new_at + new_end))
            elif end - start >= SHARED:
                return found, start, new_start
        if whole:
            return found, len(window), len(new_window)
        width *= 4
