"""Plain data → the typed cluster, or as much of it as is right, and a problem for every mistake of type or value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from seatrial.spec import codes
from seatrial.spec.cluster import NAMED, Cluster, lay_defaults
from seatrial.spec.jobs import Job
from seatrial.spec.merge import merge
from seatrial.spec.mistakes import problems_of
from seatrial.spec.overrides import lay, narrow, overrides_of
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.location import SpecPath
    from seatrial.spec.problem import Problem

STAND_IN = {"team": "team", "image": "image:1"}
"""What a service or job must say, for the check of defaults, which need not say it."""
KINDS: dict[str, type[Service | Job]] = {"services": Service, "jobs": Job}
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of the data.

    Attributes:
        cluster: the cluster; where there are problems, of those parts that have none; None where nothing is right.
        problems: every mistake.
        names: section → names of all its entries, wrong ones included: a reference to a wrong service is no mistake.
        partial: services and jobs that `cluster` has without their wrong fields: only what they name can be checked.

    """

    cluster: Cluster | None
    problems: tuple[Problem, ...]
    names: Mapping[str, frozenset[str]]
    partial: frozenset[SpecPath] = frozenset()


def draft(data: Mapping[str, Any], unreadable: frozenset[str] = frozenset()) -> Draft:
    """Check types and values.

    Args:
        data: the merged file; not changed.
        unreadable: sections of which a part is missing, so that nothing is said about what is not there.

    """
    document = _without_empty(data)
    problems = [*_wrong_defaults(document)]
    cluster, found = _build(document)
    seen = {(problem.path[2:], problem.message) for problem in problems}
    problems.extend(problem for problem in found if (problem.path[2:], problem.message) not in seen)
    kept = tuple(problem for problem in problems if not _excused(problem, unreadable))
    names = {section: _names(document.get(section)) for section in NAMED}
    partial = frozenset(problem.path[:2] for problem in found if problem.path[:1] in (("services",), ("jobs",)))
    return Draft(cluster, kept, names, partial)


def draft_at(data: Mapping[str, Any], place: str, base: Draft, unreadable: frozenset[str]) -> Draft:
    """The draft at a place; `base`, the one without overrides, where nothing is overridden."""
    overrides = overrides_of(data, place)
    if not overrides:
        return base
    whole = merge(data, overrides)
    if base.cluster is None or base.problems or "defaults" in overrides:
        return draft(whole, unreadable)
    part = draft(narrow(whole, overrides), unreadable)
    if part.cluster is None:
        return part
    names = {section: _names(whole.get(section)) for section in NAMED}
    return replace(part, cluster=lay(base.cluster, part.cluster, overrides), names=names)


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """`services:` with nothing behind it is no section; `chat:` with nothing is a service that says nothing."""
    document = {key: value for key, value in data.items() if value is not None}
    for section in NAMED:
        entries = document.get(section)
        if isinstance(entries, dict):
            document[section] = {name: {} if entry is None else entry for name, entry in entries.items()}  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
    return document


def _wrong_defaults(document: dict[str, Any]) -> list[Problem]:
    """Check `defaults` by themselves, and drop what is wrong, so that a thousand services do not repeat it."""
    problems: list[Problem] = []
    defaults: Any = document.get("defaults")
    if not isinstance(defaults, dict):
        return problems
    document["defaults"] = dict(defaults)  # pyright: ignore[reportUnknownArgumentType]  # YAML holds anything
    for section, kind in KINDS.items():
        under: Any = defaults.get(section)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if not isinstance(under, dict):
            continue
        whole = merge(STAND_IN, under)  # pyright: ignore[reportUnknownArgumentType]
        try:
            kind.model_validate(whole)
        except ValidationError as error:
            found = [replace(p, path=("defaults", section, *p.path)) for p in problems_of(error, whole, kind)]
            problems.extend(found)
            wrong = {problem.path[2] if len(problem.path) > 2 else None for problem in found}  # noqa: PLR2004  below defaults.services
            right = {} if None in wrong else {key: value for key, value in under.items() if key not in wrong}  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            document["defaults"][section] = right
    return problems


def _build(document: dict[str, Any]) -> tuple[Cluster | None, list[Problem]]:
    """Validate; then again without what was wrong, for the cluster of the rest."""
    problems: list[Problem] = []
    rest = document
    for attempt in range(ROUNDS):
        try:
            return Cluster.model_validate(rest), problems
        except ValidationError as error:
            filled = lay_defaults(rest)
            found = list(problems_of(error, filled, Cluster))
            if not attempt:
                problems = found
            rest = _without_wrong(rest, found)
    return None, problems


def _without_wrong(document: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    rest = dict(document)
    for problem in problems:
        section, name = (*problem.path, None, None)[:2]
        if section is None:
            rest.setdefault("name", "cluster")
        elif section in NAMED and name is not None and isinstance(rest.get(str(section)), dict):
            rest[str(section)] = _without_entry(rest[str(section)], problem)
        elif section == "name":
            rest["name"] = "cluster"
        else:
            rest.pop(str(section), None)
    return rest


def _without_entry(entries: dict[str, Any], problem: Problem) -> dict[str, Any]:
    """Without the wrong field of a service or job, so that its other fields are still checked; else without it."""
    section, name, *field = problem.path
    entry = entries.get(str(name))
    if section not in KINDS or not isinstance(entry, dict) or not field or field[0] in STAND_IN:
        return {key: other for key, other in entries.items() if key != name}
    less = {key: value for key, value in entry.items() if key != field[0]}  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
    return {**entries, str(name): less}


def _excused(problem: Problem, unreadable: frozenset[str]) -> bool:
    if not unreadable or problem.code not in (codes.MISSING_KEY, codes.WRONG_TYPE):
        return False
    path: SpecPath = problem.path
    return not path or path[0] in unreadable


def _names(entries: Any) -> frozenset[str]:
    return frozenset(map(str, entries)) if isinstance(entries, dict) else frozenset()  # pyright: ignore[reportUnknownArgumentType]
