"""`cluster.yaml` → the typed cluster, the position of every value, and everything that is wrong with it, in one run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from seatrial.finding import Finding, has_errors, sort_findings
from seatrial.location import Position, SourceMap, SpecPath
from seatrial.spec import codes
from seatrial.spec.draft import Draft, draft, draft_at
from seatrial.spec.include import Files, read_files
from seatrial.spec.mistakes import IN_QUOTES
from seatrial.spec.overrides import LOCAL
from seatrial.spec.positions import Positions
from seatrial.spec.problem import Problem, suggestion
from seatrial.spec.semantics.check import problems_at
from seatrial.spec.semantics.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from seatrial.spec.cluster import Cluster


TOLD_OF_PARTIAL = frozenset({codes.REFERENCE, codes.TRAFFIC, codes.IMAGE, codes.SCHEDULE})
"""What is still true of a service whose other fields are wrong."""
WORD = re.compile(r"[^\s,}\]#]+")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file says.

    Attributes:
        cluster: the cluster, at the place that was asked for; None if any value of the file is wrong.
        findings: everything that is wrong, in the order of the file.
        sources: where every value stands: each in its own file, values from `defaults` and `overrides` there.
        texts: file → its text, for showing lines.

    """

    cluster: Cluster | None
    findings: tuple[Finding, ...]
    sources: SourceMap = field(default_factory=SourceMap, repr=False)
    texts: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


def load(
    source: str | bytes,
    *,
    file: str = "cluster.yaml",
    read: Callable[[str], bytes] | None = None,
    environment: Mapping[str, str] | None = None,
    place: str | None = None,
) -> Loaded:
    """Read a cluster file.

    Args:
        source: its text; bytes may be UTF-8 or, with a byte order mark, UTF-16.
        file: its name, for positions and as the base of includes.
        read: reads an included file by its path; may raise OSError or SeatrialError. Default: includes are refused.
        environment: values for `${VAR}`; default: none is set.
        place: the place whose overrides the result has; the overrides of all places are checked in any case.

    """
    files = read_files(source, file, read, environment or {})
    if not files.data and has_errors(files.findings):
        return Loaded(None, sort_findings(files.findings), files.sources, files.texts)
    unreadable = frozenset(files.unreadable)
    base = draft(files.data, unreadable)
    everywhere = dict.fromkeys((*base.problems, *_meaning(base, LOCAL, unreadable)))
    problems = dict(everywhere)
    drafts = {None: base, LOCAL: base}
    for name in sorted(base.names["places"]):
        drafts[name] = draft_at(files.data, name, base, unreadable)
        problems.update(dict.fromkeys(_only_there(base, drafts[name], name, unreadable, everywhere)))
    if place not in drafts:
        fix = suggestion(str(place), {*base.names["places"], LOCAL}, "place")
        problems[Problem(codes.REFERENCE, ("places",), f"there is no place {place}", fix, at_key=True)] = None
    sources = _with_defaults(files)
    told = (problem for problem in problems if problem.path not in files.unset)  # there, only the variable is wrong
    findings = {_as_written(_hide(problem, files).locate(sources), files): None for problem in told}
    at_place = drafts.get(place, base)
    whole = not base.problems and not at_place.problems and not has_errors(files.findings)
    return Loaded(
        at_place.cluster if whole else None,
        sort_findings(dict.fromkeys((*files.findings, *findings))),
        _at_place_sources(sources, place),
        files.texts,
    )


def _meaning(found: Draft, place: str, unreadable: frozenset[str], *, only_place: bool = False) -> list[Problem]:
    if found.cluster is None:
        return []
    scene = Scene(found.cluster, place, found.names, unreadable)
    problems = problems_at(scene, only_place=only_place)
    return [p for p in problems if p.path[:2] not in found.partial or p.code in TOLD_OF_PARTIAL]


def _only_there(
    base: Draft, here: Draft, place: str, unreadable: frozenset[str], everywhere: Mapping[Problem, None]
) -> Iterator[Problem]:
    """What is wrong at a place and not everywhere, at the overrides that make it so."""
    if here is base:
        yield from _meaning(base, place, unreadable, only_place=True)
        return
    for problem in (*here.problems, *_meaning(here, place, unreadable)):
        if problem not in everywhere:
            yield replace(problem, path=("places", place, "overrides", *problem.path))


def _with_defaults(files: Files) -> SourceMap:
    """Values that a service has from `defaults` stand where the defaults are written."""
    values, keys = dict(files.values.spots), dict(files.keys.spots)
    for section in ("services", "jobs"):
        under = [path for path in files.values if path[:2] == ("defaults", section) and len(path) > 2]  # noqa: PLR2004  below defaults.services
        entries: Any = files.data.get(section)
        if not under or not isinstance(entries, dict):
            continue
        for name, entry in entries.items():  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
            for path in under:
                if not _says(entry, path[2:]):
                    own: SpecPath = (section, str(name), *path[2:])  # pyright: ignore[reportUnknownArgumentType]
                    values[own] = values[path]
                    keys[own] = keys.get(path, values[path])
    return SourceMap(Positions(values), Positions(keys))


def _says(entry: Any, path: SpecPath) -> bool:
    """Whether the entry itself has a value at this path, or another kind of value above it."""
    for key in path:
        if not isinstance(entry, dict):
            return True
        if key not in entry:
            return False
        entry = entry[key]  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
    return True


def _at_place_sources(sources: SourceMap, place: str | None) -> SourceMap:
    """Values that the overrides of the place give stand there."""
    above: SpecPath = ("places", place or LOCAL, "overrides")
    if above not in sources.values:
        return sources
    depth = len(above)

    def moved(positions: Mapping[SpecPath, Position]) -> Positions:
        spots = positions.spots if isinstance(positions, Positions) else {}
        there = {path[depth:]: spot for path, spot in spots.items() if path[:depth] == above and len(path) > depth}
        return Positions({**spots, **there})

    return SourceMap(moved(sources.values), moved(sources.keys))


def _as_written(finding: Finding, files: Files) -> Finding:
    """Quote a number as the file has it: `1.30`, which YAML reads as 1.3."""
    where = finding.position
    if not where or not finding.fix.startswith(IN_QUOTES):
        return finding
    lines = files.texts[where.file].splitlines()
    match = WORD.match(lines[where.line - 1], where.column - 1) if where.line <= len(lines) else None
    return replace(finding, fix=f'{IN_QUOTES}"{match[0]}"') if match and match[0][0].isalnum() else finding


def _hide(problem: Problem, files: Files) -> Problem:
    """Show a variable as it is written: its value may be a secret."""
    written = files.written.get(problem.path)
    if written is None:
        return problem
    value: Any = files.data
    for key in problem.path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return problem
    message, fix = problem.message, problem.fix
    text = str(value)
    for length in (len(text), 120, 64, 60, 40):
        part = text[:length]
        message, fix = message.replace(repr(part), written), fix.replace(repr(part), written)
        if len(part) > SHORT:
            message, fix = message.replace(part, written), fix.replace(part, written)
    return replace(problem, message=message, fix=fix)


SHORT = 3
"""Letters; a value this short would be found inside other words, and is no secret."""
