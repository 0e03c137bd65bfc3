"""The tables of the catalogue: package data as CSV, one fact a row, each row with its source and date.

A table is read once and cut into lines; a line is cut into cells only when its row is asked for, so that finding one
instance among thousands takes a millisecond. No cell holds a comma or a quote.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@cache
def _lines(table: str) -> tuple[str, ...]:
    return tuple((FOLDER / f"{table}.csv").read_text(encoding="utf-8").splitlines())


@cache
def _by_key(table: str) -> dict[str, str]:
    return {line.partition(",")[0]: line for line in _lines(table)[1:]}


def _cells(table: str, line: str) -> dict[str, str]:
    return dict(zip(_lines(table)[0].split(","), line.split(","), strict=True))


def find_row(table: str, key: str) -> dict[str, str] | None:
    """The row whose first column is `key`, by column name, or None."""
    line = _by_key(table).get(key)
    return _cells(table, line) if line else None


def rows(table: str) -> list[dict[str, str]]:
    """All rows of a table in its order."""
    return [_cells(table, line) for line in _lines(table)[1:]]


def keys(table: str) -> tuple[str, ...]:
    """The first column of a table in its order."""
    return tuple(_by_key(table))


def nearest(name: str, candidates: tuple[str, ...], count: int = 3) -> tuple[str, ...]:
    """Up to `count` candidates that someone who wrote `name` may have meant, the likeliest first."""
    import difflib

    by_lower = {candidate.lower(): candidate for candidate in candidates}
    asked = name.strip().lower()[:64]
    inside = sorted((c for c in by_lower if asked and asked in c), key=lambda c: (len(c), c))
    close = difflib.get_close_matches(asked, by_lower, n=count, cutoff=0.6)
    return tuple(by_lower[c] for c in dict.fromkeys([*close, *inside]))[:count]
