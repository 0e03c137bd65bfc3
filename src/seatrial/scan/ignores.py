"""Vulnerabilities that somebody has decided to live with: why, in which image, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from seatrial.finding import Finding, Severity
from seatrial.scan.report import Ignored, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from seatrial.location import Position
    from seatrial.scan.report import ImageReport, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One entry of an ignore list.

    Attributes:
        id: of the vulnerability, any of its names; of a secret, the scanner's rule.
        position: of the entry.
        reason: why it is accepted.
        package: only in this package; empty: in any.
        image: only in images of this glob, `registry.example.com/chat:*`; empty: in any.
        until: the last day on which it holds; None: always.
        ours: it stands in our own file, so that one that covers nothing is worth a word.

    """

    id: str
    position: Position
    reason: str = ""
    package: str = ""
    image: str = ""
    until: date | None = None
    ours: bool = True

    def holds(self, today: date) -> bool:
        """Whether it has not expired."""
        return self.until is None or today <= self.until

    def covers(self, problem: Problem) -> bool:
        """Whether it is about this problem, expired or not."""
        names = (problem.id, *problem.aliases) if isinstance(problem, Vulnerability) else (problem.id,)
        package = problem.package if isinstance(problem, Vulnerability) else ""
        return self.id in names and self.package in {"", package} and self.is_about(problem.image)

    def is_about(self, image: str) -> bool:
        return not self.image or fnmatchcase(image, self.image)

    def __str__(self) -> str:
        where = f" in {self.package}" if self.package else ""
        return f"{self.id}{where}" + (f" of {self.image}" if self.image else "")


def sort_out(
    problems: Iterable[Problem], ignores: Sequence[Ignore], today: date
) -> tuple[list[Problem], list[Ignored]]:
    """The problems that count, and those that an entry covers that has not expired."""
    kept: list[Problem] = []
    ignored: list[Ignored] = []
    by_id: dict[str, list[Ignore]] = {}
    for ignore in ignores:
        if ignore.holds(today):
            by_id.setdefault(ignore.id, []).append(ignore)
    for problem in problems:
        names = (problem.id, *problem.aliases) if isinstance(problem, Vulnerability) else (problem.id,)
        candidates = (ignore for name in names for ignore in by_id.get(name, ()))
        chosen = next((ignore for ignore in candidates if ignore.covers(problem)), None)
        if chosen:
            ignored.append(Ignored(problem, chosen.reason, f"{chosen.position.file}:{chosen.position.line}"))
        else:
            kept.append(problem)
    return kept, ignored


def ignore_notes(
    ignores: Sequence[Ignore], reports: Sequence[ImageReport], today: date, *, secrets: bool
) -> tuple[Finding, ...]:
    """What is to be said about the lists: entries that have expired, and entries that cover nothing here.

    An entry of ours that covers nothing is named only where every image that it is about was scanned for what it is
    about: rules of secrets have names in small letters.
    """
    notes: list[Finding] = []
    found = [problem for report in reports for problem in report.problems]
    found += [ignored.problem for report in reports for ignored in report.ignored]
    failed = any(report.error for report in reports)
    for ignore in ignores:
        if not ignore.holds(today):
            message = f"ignoring {ignore} has expired on {ignore.until}, so it counts again"
            fix = "update what has it, or decide again and give a later date"
            notes.append(_note(ignore, "SCAN002", Severity.WARNING, message, fix))
            continue
        looked = ignore.ours and not failed and (secrets or not ignore.id.islower()) and _is_about_one(ignore, reports)
        if looked and not any(map(ignore.covers, found)):
            message = f"nothing that was scanned has {ignore}"
            notes.append(_note(ignore, "SCAN003", Severity.INFO, message, "remove the entry"))
    return tuple(notes)


def _is_about_one(ignore: Ignore, reports: Sequence[ImageReport]) -> bool:
    return any(ignore.is_about(report.image) and not report.without_fix for report in reports)


def _note(ignore: Ignore, code: str, severity: Severity, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, position=ignore.position)
