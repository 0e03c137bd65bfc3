"""A problem in what the user gave us: returned, never raised."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.edit import Edit, Replacement
    from seatrial.location import Position, SpecPath
    from seatrial.resource import ResourceKey


class Severity(StrEnum):
    """`error` stops `up` and `apply`; `warning` is shown; `info` is told when asked."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, so that sorting by rank puts errors first."""
        return ("error", "warning", "info").index(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem.

    Attributes:
        code: stable identifier, `SPEC…` for the file itself, the rule's code for a check.
        severity: how bad.
        message: what is wrong, one sentence without a full stop.
        fix: what to write instead, one sentence without a full stop.
        position: where in the user's file; None when the input has no file.
        resource: the Kubernetes object concerned, if any.
        field: the path inside that object or inside the file, `spec.template.spec.containers[0].image`.
        why: one sentence: what happens if it stays.
        aliases: the identifiers under which other checkers know the rule.
        path: the value of the files that the field was written from.
        edits: changes of the files that mend it, with paths as in `path`, where the right value is known.
        replace: changes of a text without fields that mend it: a Dockerfile.
        anchor: the field with the names of list items for their indexes, `containers[web].image`, or empty.

    """

    code: str
    severity: Severity
    message: str
    fix: str = ""
    position: Position | None = None
    resource: ResourceKey | None = None
    field: str = ""
    why: str = ""
    aliases: tuple[str, ...] = dataclasses.field(default=(), compare=False, repr=False)
    path: SpecPath = dataclasses.field(default=(), compare=False, repr=False)
    edits: tuple[Edit, ...] = dataclasses.field(default=(), compare=False, repr=False)
    replace: tuple[Replacement, ...] = dataclasses.field(default=(), compare=False, repr=False)
    anchor: str = dataclasses.field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position else ""
        return f"{where}{self.message}" + (f"; {self.fix}" if self.fix else "")


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file, line and column, then severity and code: the order in which one mends a file."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                (f.position.file, f.position.line, f.position.column) if f.position else ("", 0, 0),
                f.severity.rank,
                f.code,
                str(f.resource or ""),
                f.field,
                f.message,
            ),
        )
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them stops `up` and `apply`."""
    return any(finding.severity is Severity.ERROR for finding in findings)
