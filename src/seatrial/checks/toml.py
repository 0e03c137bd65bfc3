"""TOML with the places of its keys: `tomllib` reads it and knows no positions, so the keys are found in the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.finding import Finding, Severity
from seatrial.location import Position, SpecPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PIECE = re.compile(
    r"""(?P<skip>[ \t]+|\#[^\n]*|\"{3}(?s:\\.|.)*?\"{3,5}|'{3}(?s:.)*?'{3,5})"""
    r"""|(?P<end>\r?\n)|(?P<open>[\[{])|(?P<close>[\]}])"""
    r"""|(?P<word>\"(?:\\.|[^"\\\n])*\"|'[^'\n]*'|[A-Za-z0-9_-]+)|(?P<sign>.)""",
)


@dataclass(frozen=True, slots=True)
class Toml:
    """A file, read.

    Attributes:
        name: for positions.
        document: what it says.
        places: line and column, from 1, of each key and table that is not within an inline table.

    """

    name: str
    document: Mapping[str, Any]
    places: Mapping[SpecPath, tuple[int, int]]

    def locate(self, path: SpecPath) -> Position:
        """The position of a key, or of the nearest one around it that has a place."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return Position(self.name, *self.places[path[:length]])
        return Position(self.name, 1, 1)


def read_toml(text: str, name: str, code: str) -> Toml | Finding:
    """Read a file; what is wrong with it as a finding of this code, if it is no TOML."""
    text = text.removeprefix("\ufeff")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # The message ends in `(at line 3, column 9)`, or `(at end of document)`.
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        message = "the file is no TOML: " + re.sub(r" \(at .*\)$", "", str(error))
        at = Position(name, line, column)
        return Finding(code=code, severity=Severity.ERROR, message=message, fix="mend this line", position=at)
    return Toml(name, document, dict(reversed(list(_places(text)))))


def _places(text: str) -> Iterator[tuple[SpecPath, tuple[int, int]]]:
    """The path and place of every statement, in order."""
    table: SpecPath = ()
    counts: dict[SpecPath, int] = {}
    for first, words, place in _statements(text):
        path = _through_lists(words, counts) if first else table + words
        if first == "[[":
            counts[path] = counts.get(path, -1) + 1
            yield path, place
            path = (*path, counts[path])
        if first:
            table = path
            yield from ((path[:length], place) for length in range(len(path), 0, -1))
        else:
            yield from ((path[:length], place) for length in range(len(path), len(table), -1))


def _through_lists(words: SpecPath, counts: Mapping[SpecPath, int]) -> SpecPath:
    """The path of a table whose heading names lists of tables: what it means is in the last of each."""
    path: SpecPath = ()
    for number, word in enumerate(words, start=1):
        path = (*path, word)
        if number < len(words) and path in counts:
            path = (*path, counts[path])
    return path


def _statements(text: str) -> Iterator[tuple[str, SpecPath, tuple[int, int]]]:
    """`[`, `[[` or nothing; the keys; the place of every heading and every `key =`, of a text that is TOML."""
    depth, first, words = 0, "", list[str]()
    reads = True
    line, line_start = 1, 0
    place = (1, 1)
    for match in PIECE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if reads and kind not in ("skip", "end") and not words and not first:
            place = (line, match.start() - line_start + 1)
        if kind == "open":
            depth += 1
            first = first + piece if reads else first
        elif kind == "close":
            depth -= 1
            if reads and first and not depth:
                yield first, tuple(words), place
                reads = False
        elif kind == "word" and reads:
            words.append(_unquoted(piece))
        elif piece == "=" and reads:
            yield "", tuple(words), place
            reads = False
        elif kind == "end" and not depth:
            reads, first, words = True, "", []
        breaks = piece.count("\n")
        if breaks:
            line += breaks
            line_start = match.start() + piece.rfind("\n") + 1


def _unquoted(word: str) -> str:
    if word[0] == "'":
        return word[1:-1]
    return str(tomllib.loads(f"key = {word}")["key"]) if word[0] == '"' else word
