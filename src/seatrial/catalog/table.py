"""The tables of the catalogue: package data as CSV, one fact a row, each row with its source and date.

A table is text whose rows start with their key. One row of thousands is found by searching that text, which takes
microseconds; only who asks for all rows pays for reading them all.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@cache
def _text(table: str) -> str:
    return (FOLDER / f"{table}.csv").read_text(encoding="utf-8")


@cache
def _columns(table: str) -> tuple[str, ...]:
    return tuple(_text(table).partition("\n")[0].split(","))


def find_row(table: str, key: str) -> dict[str, str] | None:
    """The row whose first column is `key`, by column name, or None."""
    text = _text(table)
    start = text.find(f"\n{key},") + 1
    if not start or not key or "\n" in key or "," in key:
        return None
    line = text[start : text.index("\n", start)]
    return dict(zip(_columns(table), line.split(","), strict=True))


def rows(table: str) -> list[dict[str, str]]:
    """All rows of a table in its order."""
    columns = _columns(table)
    return [dict(zip(columns, line.split(","), strict=True)) for line in _text(table).splitlines()[1:]]


@cache
def keys(table: str) -> tuple[str, ...]:
    """The first column of a table in its order."""
    return tuple(line.partition(",")[0] for line in _text(table).splitlines()[1:])


def nearest(name: str, candidates: tuple[str, ...], count: int = 3) -> tuple[str, ...]:
    """Up to `count` candidates that someone who wrote `name` may have meant, the likeliest first."""
    import difflib

    by_lower = {candidate.lower(): candidate for candidate in candidates}
    asked = name.strip().lower()[:64]
    inside = sorted((c for c in by_lower if asked and asked in c), key=lambda c: (len(c), c))
    close = difflib.get_close_matches(asked, by_lower, n=count, cutoff=0.6)
    return tuple(by_lower[c] for c in dict.fromkeys([*close, *inside]))[:count]
