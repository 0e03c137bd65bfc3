"""`include:`: one cluster in several files.

Paths are relative to the file that names them. Included files come first, in order, then the file itself: a later one
replaces single values of an earlier one and adds to its mappings. The same place, pool, storage, team, service, job,
configuration or secret in two files is a finding, because one of the two would be lost without a word. A file that is
included twice counts once.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.errors import SeatrialError
from seatrial.finding import Finding, Severity
from seatrial.graph import find_cycle
from seatrial.location import SourceMap
from seatrial.spec import codes
from seatrial.spec.cluster import NAMED
from seatrial.spec.document import Document, read_document
from seatrial.spec.fields import describe
from seatrial.spec.merge import merge
from seatrial.spec.positions import Positions
from seatrial.spec.problem import Problem
from seatrial.spec.variables import substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seatrial.location import Position, SpecPath

    Read = Callable[[str], bytes]

MOST_FILES = 200


@dataclass(slots=True)
class Files:
    """All files of a cluster, merged.

    Attributes:
        data: the merged document, without `include`.
        values: positions of values, each in its own file.
        keys: positions of keys.
        findings: what is wrong so far.
        texts: file → text.
        written: path → text with the variables as written.
        unset: paths whose variables have no value.
        unreadable: top-level keys that could not be read whole.

    """

    data: dict[str, Any] = field(default_factory=dict[str, Any])
    values: Positions = field(default_factory=Positions)
    keys: Positions = field(default_factory=Positions)
    findings: list[Finding] = field(default_factory=list[Finding])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    written: dict[SpecPath, str] = field(default_factory=dict["SpecPath", str])
    unset: set[SpecPath] = field(default_factory=set["SpecPath"])
    unreadable: set[str] = field(default_factory=set[str])

    @property
    def sources(self) -> SourceMap:
        return SourceMap(self.values, self.keys)


def read_files(source: str | bytes, file: str, read: Read | None, environment: Mapping[str, str]) -> Files:
    """Read a file and all that it includes."""
    reader = _Reader(read, environment)
    reader.visit(file, source)
    cycle = find_cycle(reader.edges)
    if cycle:
        reader.report_cycle(cycle)
    return reader.files


class _Reader:
    def __init__(self, read: Read | None, environment: Mapping[str, str]) -> None:
        self.files = Files()
        self.edges: dict[str, list[str]] = {}
        self._where: dict[tuple[str, str], Position | None] = {}
        self._read = read
        self._environment = environment

    def visit(self, file: str, source: str | bytes) -> None:
        self.edges[file] = []
        document = read_document(source, file)
        self.files.texts[file] = document.text
        data, substitution = substitute(document.data, self._environment, needed="${" in document.text)
        self.files.findings.extend(document.findings)
        self.files.findings.extend(problem.locate(document.sources) for problem in substitution.problems)
        self.files.unset.update(problem.path for problem in substitution.problems)
        for index, name in enumerate(self._includes(data.pop("include", None), document)):
            self._include(file, name, document.sources, index)
        self._merge(data, document)
        self.files.written.update(substitution.written)

    def _includes(self, value: Any, document: Document) -> list[Any]:
        if value is None or isinstance(value, list):
            return value or []  # pyright: ignore[reportUnknownVariableType]  # each is checked when it is read
        if isinstance(value, str):
            return [value]
        problem = Problem(
            codes.WRONG_TYPE, ("include",), f"expected a list of files, found {describe(value)}", "write [teams.yaml]"
        )
        self.files.findings.append(problem.locate(document.sources))
        return []

    def _include(self, file: str, name: Any, sources: SourceMap, index: int) -> None:
        path: SpecPath = ("include", index)
        if not isinstance(name, str) or not name or any(sign in name for sign in "*?\x00"):
            self._report(path, f"{name!r} is not the path of one file", "name each file, relative to this one", sources)
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
        self.edges[file].append(target)
        self._where[file, target] = sources.locate(path)
        if target in self.edges:
            return
        if self._read is None or len(self.edges) >= MOST_FILES:
            why = "files cannot be included here" if self._read is None else f"more than {MOST_FILES} files"
            self._report(path, f"{target} is not read: {why}", "put its content into this file", sources)
            return
        try:
            content = self._read(target)
        except (OSError, SeatrialError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self._report(path, f"{target} cannot be read: {reason}", f"paths are relative to {file}", sources)
            return
        self.visit(target, content)

    def _merge(self, data: dict[str, Any], document: Document) -> None:
        files = self.files
        for section in NAMED:
            before, here = files.data.get(section), data.get(section)
            if isinstance(before, dict) and isinstance(here, dict):
                for name in before.keys() & here.keys():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
                    self._report_twice((section, str(name)), document.sources)  # pyright: ignore[reportUnknownArgumentType]
        files.data = merge(files.data, data) if files.data else data
        files.values.spots.update(document.values.spots)
        files.keys.spots.update(document.keys.spots)
        files.unreadable |= document.unreadable

    def _report_twice(self, path: SpecPath, sources: SourceMap) -> None:
        first = self.files.sources.locate(path)
        problem = Problem(
            codes.DEFINED_TWICE,
            path,
            f"defined twice, first at {first}",
            "keep one of the two, or rename one",
            at_key=True,
        )
        self.files.findings.append(problem.locate(sources))

    def report_cycle(self, cycle: tuple[str, ...]) -> None:
        self.files.findings.append(
            Finding(
                code=codes.INCLUDE,
                severity=Severity.ERROR,
                message=f"files include each other in a circle: {' → '.join(cycle)}",
                fix="remove one of these includes",
                position=self._where.get((cycle[-2], cycle[-1])),
                field="include",
            )
        )

    def _report(self, path: SpecPath, message: str, fix: str, sources: SourceMap) -> None:
        self.files.findings.append(Problem(codes.INCLUDE, path, message, fix).locate(sources))
