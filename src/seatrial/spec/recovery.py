"""The parts of a broken YAML text that can be read each by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTION = re.compile(r"""(["']?)([A-Za-z_][\w-]*)\1[ ]*:(?:\s|$)""")
ENTRY = re.compile(r"([ ]+)[^\s#-]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text; all other lines are blank, so that positions stay.

    Attributes:
        section: the top-level key it belongs to.
        text: the piece.
        start: its first line, from 0.
        end: the line behind its last.

    """

    section: str
    text: str
    start: int
    end: int


def sections(text: str) -> Iterator[Piece]:
    """One piece for each top-level key."""
    lines = text.split("\n")
    heads = [(row, match[2]) for row, line in enumerate(lines) if (match := SECTION.match(line))]
    ends = [row for row, _ in heads[1:]] + [len(lines)]
    for (row, name), end in zip(heads, ends, strict=False):
        yield Piece(name, _only(lines, range(row, end)), row, end)


def entries(piece: Piece) -> Iterator[Piece]:
    """One piece for each entry of a section: its lines below the section's own first line."""
    lines = piece.text.split("\n")
    body = range(piece.start + 1, piece.end)
    indents = [match[1] for row in body if (match := ENTRY.match(lines[row]))]
    if not indents:
        return
    heads = [row for row in body if (match := ENTRY.match(lines[row])) and len(match[1]) <= len(indents[0])]
    for row, end in zip(heads, [*heads[1:], piece.end], strict=False):
        yield Piece(piece.section, _only(lines, [piece.start, *range(row, end)]), row, end)


def _only(lines: list[str], kept: range | list[int]) -> str:
    blank = [""] * len(lines)
    for row in kept:
        blank[row] = lines[row]
    return "\n".join(blank)
