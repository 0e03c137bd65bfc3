"""Ignore comments in Dockerfiles: ours, hadolint's, Checkov's and Trivy's.

A comment covers the instruction that it stands above or in; ours above the first instruction covers the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.comments import OURS
from seatrial.checks.extents import Lines, WholeFile
from seatrial.checks.ignores import Ignore
from seatrial.checks.peer_ignores import PEER_COMMENT, read_hadolint, read_peer_comment
from seatrial.checks.until import read_until
from seatrial.location import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.extents import Extent
    from seatrial.checks.peer_ignores import Said
    from seatrial.dockerfile.view import Comment, Dockerfile

OUR_COMMENT = re.compile(OURS)


def read_dockerfile_ignores(file: Dockerfile, *, others: bool = False) -> Iterator[Ignore]:
    """Every ignore that a comment gives; `others`: whether those of other checkers count."""
    for comment in file.comments:
        text = comment.text.strip()
        ours = OUR_COMMENT.match(text)
        if ours:
            reason, until = read_until(ours["reason"])
            yield Ignore(
                identifiers=tuple(name.strip() for name in (ours["codes"] or "").split(",") if name.strip()),
                reason=reason,
                until=until,
                position=Position(file.name, *file.position(comment.start)),
                extent=_extent(file, comment, at_top=True),
            )
        elif others:
            for said, at_top in _theirs(text):
                extent = WholeFile(file.name) if said.whole else _extent(file, comment, at_top=at_top)
                yield Ignore(identifiers=said.identifiers, until=said.until, extent=extent, ours=False)


def _theirs(text: str) -> Iterator[tuple[Said, bool]]:
    """What the comment tells other checkers, and whether at the top of the file that is for all of it."""
    said = read_hadolint(text)
    if said:
        yield said, False
    for match in PEER_COMMENT.finditer(f"# {text}"):
        yield read_peer_comment(match), True


def _extent(file: Dockerfile, comment: Comment, *, at_top: bool) -> Extent | None:
    for instruction in file.instructions:
        last, _ = file.position(max(instruction.end - 1, instruction.start))
        if last >= comment.line:
            first, _ = instruction.at
            if at_top and instruction is file.instructions[0] and comment.line < first:
                return WholeFile(file.name)
            return Lines(file.name, first, last)
    return None
