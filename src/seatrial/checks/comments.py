"""`# seatrial: ignore[POD001] reason until 2027-01-01` in YAML, and the comments of other checkers.

Behind a value a comment covers that value and all below it; alone on a line, the next value of the document and all
below it, which before the document's first key is the whole document; above the first content of the file, the whole
file. In a file of several documents, a comment for the first alone stands below the `---` that begins it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from seatrial.checks.extents import Below, WholeFile
from seatrial.checks.ignores import Ignore
from seatrial.checks.peer_ignores import PEER_COMMENT, PEER_WORDS, read_peer_comment
from seatrial.checks.until import read_until
from seatrial.location import Position
from seatrial.manifests.split import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from seatrial.checks.extents import Extent
    from seatrial.location import SourceMap, SpecPath
    from seatrial.manifests.split import Slice

WORD = "seatrial:"
OURS = r"seatrial:[ \t]*ignore\b(?:\[(?P<codes>[^\]\n]*)\])?(?P<reason>[^\n\r]*)"
COMMENT = re.compile(rf"(?:^|(?<=\s))#[ \t]*{OURS}", re.MULTILINE)
LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""As libyaml counts lines."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment: what it says as in `Ignore`, and where it stands.

    Attributes:
        covers: what its place makes it cover.
        document: the number of its document in the file.
        last: the last line of that document, from 1.

    """

    identifiers: tuple[str, ...]
    reason: str
    position: Position
    covers: Literal["line", "next", "document", "file"]
    until: date | str | None = None
    document: int = 0
    last: int = 0
    ours: bool = True


def parse_ignores(text: str, file: str, *, others: bool = False) -> tuple[Comment, ...]:
    """Every ignore comment of a YAML text.

    Args:
        text: of the file.
        file: the name that positions carry.
        others: whether the comments of other checkers count.

    """
    matches = list(COMMENT.finditer(text)) if WORD in text else []
    if others and any(word in text for word in PEER_WORDS):
        matches += PEER_COMMENT.finditer(text)
    return tuple(_Text(text, file).comments(matches)) if matches else ()


class _Text:
    """A text with comments in it."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.slices = list(split(text))
        self.starts = [part.start for part in self.slices]
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.scalars: dict[int, list[Span]] = {}
        marks = 1 if len(self.slices) > 1 else 2
        self.content = _first_content(text, marks=marks)

    def comments(self, matches: Iterable[re.Match[str]]) -> Iterator[Comment]:
        for match in matches:
            number = max(bisect_right(self.starts, match.start()) - 1, 0)
            part = self.slices[number]
            if not self._in_scalar(number, part, match.start()):
                yield self._comment(match, number, part)

    def _comment(self, match: re.Match[str], number: int, part: Slice) -> Comment:
        row = bisect_right(self.lines, match.start()) - 1
        before = self.text[self.lines[row] : match.start()]
        alone = not before.strip() or before.startswith("---") or before.lstrip().startswith("#")
        covers = "line" if not alone else "file" if match.start() < self.content else "next"
        position = Position(self.file, row + 1, len(before) + 1)
        last = part.line + part.lines
        if match.re is PEER_COMMENT:
            said = read_peer_comment(match)
            return Comment(
                identifiers=said.identifiers, reason=said.reason, until=said.until, position=position,
                covers="document" if said.whole else covers, document=number, last=last, ours=False,
            )  # fmt: skip
        reason, until = read_until(match["reason"])
        identifiers = tuple(name.strip() for name in (match["codes"] or "").split(",") if name.strip())
        return Comment(
            identifiers=identifiers, reason=reason, until=until, position=position, covers=covers, document=number,
            last=last,
        )  # fmt: skip

    def _in_scalar(self, number: int, part: Slice, at: int) -> bool:
        if number not in self.scalars:
            self.scalars[number] = _scalar_spans(part.text)
        spans = self.scalars[number]
        index = bisect_right(spans, (at - part.start, len(self.text))) - 1
        return index >= 0 and at - part.start < spans[index][1]


def _first_content(text: str, *, marks: int) -> int:
    """The offset of the first line that is no comment, directive or blank; `marks` is the `---` which counts as one."""
    offset = 0
    for line in text.split("\n"):
        if line.startswith("---"):
            marks -= 1
            if not marks or (line[3:].strip() and not line[3:].lstrip().startswith("#")):
                return offset
        elif line.strip(" \t\r\ufeff") and not line.lstrip(" \t\ufeff").startswith(("#", "%")):
            return offset
        offset += len(line) + 1
    return offset


def _scalar_spans(text: str) -> list[Span]:
    """Where scalars stand: `#` inside one is no comment. A text that is not YAML is scanned as far as it goes."""
    import yaml

    spans: list[Span] = []
    starts = [0, *(match.end() for match in LINE_END.finditer(text)), len(text)]
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken):
                # The header line of a block scalar, `run: |`, may end in a comment.
                (row, column), (last_row, last_column) = _spot(token.start_mark), _spot(token.end_mark)
                first = starts[row + 1] if token.style in ("|", ">") else starts[row] + column
                spans.append((first, starts[last_row] + last_column))
    except yaml.YAMLError:
        return spans
    return spans


def _spot(mark: Any) -> Span:
    return mark.line, mark.column


def place(comments: Sequence[Comment], source_map: SourceMap) -> list[Ignore]:
    """The comments with the values that they cover, of files whose positions are in `source_map`."""
    if not comments:
        return []
    places = _places(source_map)
    return [
        Ignore(
            identifiers=comment.identifiers, reason=comment.reason, position=comment.position, until=comment.until,
            extent=_extent(comment, places), ours=comment.ours,
        )
        for comment in comments
    ]  # fmt: skip


def _extent(comment: Comment, places: Mapping[str, Mapping[int, SpecPath]]) -> Extent | None:
    if comment.covers == "file":
        return WholeFile(comment.position.file)
    if comment.covers == "document":
        return Below((comment.position.file, comment.document))
    lines, line = places.get(comment.position.file, {}), comment.position.line
    if comment.covers == "next":
        line = next((after for after in range(line + 1, comment.last + 1) if after in lines), 0)
    path = lines.get(line)
    return None if path is None else Below(path)


def _places(source_map: SourceMap) -> Mapping[str, Mapping[int, SpecPath]]:
    """File → line → the outermost value that begins on that line."""
    places: dict[str, dict[int, SpecPath]] = {}
    items = ((path, position) for path, position in source_map.values.items() if path and isinstance(path[-1], int))
    for path, position in (*source_map.keys.items(), *items):
        line = places.setdefault(position.file, {})
        if position.line not in line or len(path) < len(line[position.line]):
            line[position.line] = path
    return places
