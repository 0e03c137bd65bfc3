"""A stream of YAML documents, cut where `---` stands at the start of a line: nothing else can stand there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.manifests.locate import Node

MARK = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)


class Slice(NamedTuple):
    """One document of a stream.

    Attributes:
        text: with the `---` that starts it.
        start: characters before it.
        line: lines before it.
        lines: how many it has.
        tree: where its keys stand, if that is known already: a template is no YAML that could be parsed for it.

    """

    text: str
    start: int
    line: int
    lines: int
    tree: Node | None = None


def split(text: str) -> Iterator[Slice]:
    """The documents of a stream in order; text before the first `---` is the first, even where it is blank."""
    start = line = 0
    for match in MARK.finditer(text):
        if not match.start():
            continue
        part = text[start : match.start()]
        lines = part.count("\n")
        # Directives belong to the document behind the mark that follows them.
        if match[0] == "---" and _only_directives(part):
            continue
        yield Slice(part, start, line, lines + 1)
        start, line = match.start(), line + lines
        if match[0] == "...":
            start = text.find("\n", start) + 1 or len(text)
            line += 1
    if start < len(text):
        part = text[start:]
        yield Slice(part, start, line, part.count("\n") + 1)


def _only_directives(part: str) -> bool:
    if "%" not in part:
        return False
    lines = [row for row in part.splitlines() if row.strip() and not row.startswith("#")]
    return bool(lines) and all(row.startswith("%") for row in lines)
