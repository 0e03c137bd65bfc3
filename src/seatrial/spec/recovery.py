"""The parts of a broken YAML text that can be read each by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECTION = re.compile(r"""(["']?)([A-Za-z_][\w-]*)\1[ ]*:(?:\s|$)""")
ENTRY = re.compile(r"([ ]+)[^\s#-]")
MOST_PIECES = 5_000
"""A file with more parts than this is not a cluster; its first slip is enough."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text.

    Attributes:
        section: the top-level key it belongs to.
        lines: its lines.
        rows: the row of each line in the whole text, from 0.

    """

    section: str
    lines: Sequence[str]
    rows: Sequence[int]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def sections(text: str) -> Iterator[Piece]:
    """One piece for each top-level key."""
    lines = text.split("\n")
    heads = [(row, match[2]) for row, line in enumerate(lines) if (match := SECTION.match(line))]
    if len(heads) > MOST_PIECES:
        return
    ends = [row for row, _ in heads[1:]] + [len(lines)]
    for (row, name), end in zip(heads, ends, strict=False):
        yield Piece(name, lines[row:end], range(row, end))


def entries(piece: Piece) -> Iterator[Piece]:
    """One piece for each entry of a section: the section's first line and the entry's own."""
    indents = [len(match[1]) if (match := ENTRY.match(line)) else 0 for line in piece.lines[1:]]
    first = next((indent for indent in indents if indent), 0)
    heads = [index for index, indent in enumerate(indents, 1) if 0 < indent <= first]
    if len(heads) > MOST_PIECES:
        return
    for index, end in zip(heads, [*heads[1:], len(piece.lines)], strict=False):
        yield Piece(piece.section, [piece.lines[0], *piece.lines[index:end]], [piece.rows[0], *piece.rows[index:end]])
