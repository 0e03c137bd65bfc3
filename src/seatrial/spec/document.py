"""YAML text → plain data and the position of every value, with a finding for everything that is wrong with the YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from seatrial.finding import Finding, Severity
from seatrial.location import Position, SourceMap, SpecPath
from seatrial.spec import codes
from seatrial.spec.builder import BrokenError, Builder
from seatrial.spec.encoding import decode
from seatrial.spec.positions import Positions, Spot
from seatrial.spec.recovery import Piece, entries, sections

ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
EMPTY_FIX = "start with `seatrial: v1`, or let `seatrial init` write a starter"


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read.

    Attributes:
        data: the root mapping; empty where nothing could be read.
        values: the position of every value.
        keys: the position of every key.
        findings: what is wrong with the text.
        text: the decoded text.
        unreadable: top-level keys whose values could not be read whole.

    """

    data: dict[str, Any] = field(default_factory=dict[str, Any])
    values: Positions = field(default_factory=Positions)
    keys: Positions = field(default_factory=Positions)
    findings: tuple[Finding, ...] = ()
    text: str = ""
    unreadable: frozenset[str] = frozenset()

    @property
    def sources(self) -> SourceMap:
        return SourceMap(self.values, self.keys)


def read_document(source: str | bytes, file: str) -> Document:
    """Read a file; where its YAML is broken, the parts of it that are not."""
    text, findings = decode(source, file)
    if findings:
        return Document(findings=findings, text=text)
    try:
        return _document(text, Builder(file).read(text), file)
    except BrokenError as broken:
        if broken.code == codes.TOO_LARGE:
            return Document(findings=(broken.finding,), text=text)
        return _recover(text, file, broken.finding)


def _document(text: str, builder: Builder, file: str) -> Document:
    root = builder.root
    if isinstance(root, dict):
        values, keys = Positions(dict(builder.values)), Positions(dict(builder.keys))
        return Document(root, values, keys, tuple(builder.findings), text, frozenset(builder.broken))  # pyright: ignore[reportUnknownArgumentType]  # YAML holds anything
    if root is None:
        message, fix = "the file is empty", EMPTY_FIX
    else:
        message, fix = "the file is not a mapping of keys to values", EMPTY_FIX
    start = Position(*builder.values[0][1]) if builder.values else Position(file, 1, 1)
    wrong = Finding(code=codes.DOCUMENT, severity=Severity.ERROR, message=message, fix=fix, position=start)
    return Document(findings=(*builder.findings, wrong), text=text)


def _recover(text: str, file: str, first: Finding) -> Document:
    """Read each top-level section alone, and each entry of a broken one, so that one slip does not hide the rest."""
    found = _Recovered(file, frozenset(ANCHOR.findall(text)))
    for section in sections(text):
        broken = found.read(section)
        if not broken:
            continue
        found.unreadable.add(section.section)
        failures = [failure for entry in entries(section) if (failure := found.read(entry))]
        found.findings.update(dict.fromkeys(failures or [broken]))
    if not any(finding.code == codes.SYNTAX for finding in found.findings):  # the slip is between the parts
        found.findings[first] = None
    values, keys = Positions(found.values), Positions(found.keys)
    return Document(found.data, values, keys, tuple(found.findings), text, frozenset(found.unreadable))


@dataclass(slots=True)
class _Recovered:
    file: str
    anchors: frozenset[str]
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    values: dict[SpecPath, Spot] = field(default_factory=dict[SpecPath, Spot])
    keys: dict[SpecPath, Spot] = field(default_factory=dict[SpecPath, Spot])
    findings: dict[Finding, None] = field(default_factory=dict[Finding, None])
    unreadable: set[str] = field(default_factory=set[str])
    aliased: int = 0

    def read(self, piece: Piece) -> Finding | None:
        """Take in a piece; the finding that says why it cannot be read."""
        builder = Builder(self.file, rows=piece.rows, anchors=self.anchors, aliased=self.aliased)
        try:
            builder.read(piece.text)
        except BrokenError as broken:
            return broken.finding
        finally:
            self.aliased = builder.aliased
        self.findings.update(dict.fromkeys(builder.findings))
        self.unreadable |= builder.broken
        if builder.foreign:
            self.unreadable.add(piece.section)
        elif isinstance(builder.root, dict):
            self.values.update(builder.values)
            self.keys.update(builder.keys)
            _add(self.data, builder.root)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # YAML holds anything
        return None


def _add(data: dict[str, Any], part: dict[str, Any]) -> None:
    for key, value in part.items():
        present = data.get(key)
        if isinstance(present, dict) and isinstance(value, dict):
            present.update(value)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]  # YAML holds anything
        else:
            data[key] = value
