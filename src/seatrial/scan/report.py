"""What scanners found, in one form whichever looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.errors import SeatrialError
    from seatrial.finding import Finding
    from seatrial.location import Position


class Level(StrEnum):
    """How bad a vulnerability is, as its advisory rates it; `unknown` is not rated yet."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEGLIGIBLE = "negligible"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return RANKS[self]


RANKS = {level: rank for rank, level in enumerate(Level)}


def level_of(text: str) -> Level:
    """A scanner's word for a severity, in any case; a word not known is `unknown`."""
    try:
        return Level(text.lower())
    except ValueError:
        return Level.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """A package with a known vulnerability.

    Attributes:
        id: of the vulnerability, the CVE where it has one.
        severity: as the source of the advisory rates it.
        package: name of the package.
        installed: its version.
        fixed_in: the versions that mend it, as the scanner lists them; empty where there is none.
        title: what it is about, one line.
        image: as it was asked for.
        ecosystem: of the package, `apk`, `debian`, `python`.
        paths: files of the image that hold the package.
        url: the advisory.
        aliases: other identifiers of the same vulnerability, such as its GHSA.

    """

    id: str
    severity: Level
    package: str
    installed: str
    fixed_in: str = ""
    title: str = ""
    image: str = ""
    ecosystem: str = ""
    paths: tuple[str, ...] = ()
    url: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A credential that lies in an image; its value is never kept.

    Attributes:
        id: the scanner's rule, `aws-access-key-id`.
        severity: as the rule rates it.
        title: what it is.
        image: as it was asked for.
        file: of the image.
        line: in that file, from 1; 0 where it is not known.

    """

    id: str
    severity: Level
    title: str = ""
    image: str = ""
    file: str = ""
    line: int = 0


Problem = Vulnerability | Secret


@dataclass(frozen=True, slots=True)
class Ignored:
    """A problem that somebody has decided to live with.

    Attributes:
        problem: what was found.
        reason: why it is accepted, as far as anybody said.
        by: the list that says so, `seatrial.toml:3`, or the scanner's own.

    """

    problem: Problem
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ImageReport:
    """One image.

    Attributes:
        image: as it was asked for.
        named_at: where a cluster file names it.
        system: the operating system inside, `alpine 3.19.0`; empty where there is none, or nobody could tell.
        unsupported: that system gets no more updates, so that what is found in it is not all there is.
        problems: worst first, none of them ignored.
        ignored: the others.
        without_fix: how many were left out because nothing mends them yet.
        error: why it could not be scanned; then there is nothing else.

    """

    image: str
    named_at: tuple[Position, ...] = ()
    system: str = ""
    unsupported: bool = False
    problems: tuple[Problem, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    without_fix: int = 0
    error: SeatrialError | None = None

    @property
    def vulnerabilities(self) -> tuple[Vulnerability, ...]:
        return tuple(problem for problem in self.problems if isinstance(problem, Vulnerability))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        return tuple(problem for problem in self.problems if isinstance(problem, Secret))

    def counts(self) -> dict[Level, int]:
        """How many of each severity, worst first; the others are left out."""
        severities = [problem.severity for problem in self.problems]
        return {level: severities.count(level) for level in Level if level in severities}


@dataclass(frozen=True, slots=True)
class Report:
    """A scan of several images.

    Attributes:
        scanner: `trivy` or `grype`.
        images: in the order in which they were asked for.
        notes: what is to be said about the ignore lists: what has expired, what covers nothing.

    """

    scanner: str
    images: tuple[ImageReport, ...] = ()
    notes: tuple[Finding, ...] = field(default=())

    @property
    def failed(self) -> tuple[ImageReport, ...]:
        """The images that could not be scanned."""
        return tuple(image for image in self.images if image.error)

    def at_or_above(self, threshold: Level) -> tuple[Problem, ...]:
        """The problems that a gate at this severity stops for."""
        return tuple(
            problem for image in self.images for problem in image.problems if problem.severity.rank <= threshold.rank
        )


def sort_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """Worst first, then by what has it: the order in which one updates packages."""
    return tuple(sorted(problems, key=_order))


def _order(problem: Problem) -> tuple[int, int, str, str, str]:
    if isinstance(problem, Secret):
        return problem.severity.rank, 0, problem.file, problem.id, str(problem.line).zfill(9)
    return problem.severity.rank, 1, problem.package, problem.id, problem.installed


def merge_paths(found: list[Vulnerability]) -> list[Vulnerability]:
    """One entry for a package of one version, however many files of the image hold it."""
    merged: dict[tuple[str, str, str, str], list[Vulnerability]] = {}
    for one in found:
        merged.setdefault((one.id, one.package, one.installed, one.ecosystem), []).append(one)
    return [_with_paths(same) for same in merged.values()]


def _with_paths(same: list[Vulnerability]) -> Vulnerability:
    from dataclasses import replace

    return replace(same[0], paths=tuple(dict.fromkeys(path for one in same for path in one.paths)))
