"""Scan images, one after another: a scanner takes gigabytes, and two Trivys would wait for one cache."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from seatrial.scan.asked import PATIENCE, Asked
from seatrial.scan.errors import ScanError
from seatrial.scan.failure import explain
from seatrial.scan.ignores import ignore_notes, sort_out
from seatrial.scan.process import run
from seatrial.scan.report import ImageReport, Report, Vulnerability, merge_paths, sort_problems
from seatrial.scan.scanner import find_scanner
from seatrial.scan.target import Target, once, read_target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seatrial.duration import Duration
    from seatrial.scan.asked import Found
    from seatrial.scan.ignores import Ignore
    from seatrial.scan.process import Finished
    from seatrial.scan.report import Problem
    from seatrial.scan.scanner import Scanner

MORE_SECONDS = 10.0
"""How much longer than its own time limit a scanner may run: its own message says more than ours."""


@dataclass(frozen=True, slots=True)
class Scan:
    """How images are scanned.

    Attributes:
        scanner: which.
        program: its path.
        environment: the user's, handed on: HOME, DOCKER_CONFIG, proxies, the scanner's own variables.
        today: decides which ignores have expired.
        ignores: what has been decided to be lived with.
        only_fixed: leave out what no version mends yet.
        secrets: look for secrets, too.
        platform: of images that have several.
        patience: for each image.

    """

    scanner: Scanner
    program: str
    environment: Mapping[str, str] = field(repr=False)
    today: date
    ignores: tuple[Ignore, ...] = ()
    only_fixed: bool = False
    secrets: bool = False
    platform: str = ""
    patience: Duration = PATIENCE


def scan(
    images: Sequence[str | Target],
    *,
    scanner: str = "",
    ignores: Sequence[Ignore] = (),
    today: date | None = None,
    only_fixed: bool = False,
    secrets: bool = False,
    platform: str = "",
    timeout: Duration = PATIENCE,
    environment: Mapping[str, str] | None = None,
) -> Report:
    """Scan images with the scanner that is installed.

    Args:
        images: names of images, paths of archives, or targets.
        scanner: `trivy` or `grype`; default: the first that is installed.
        ignores: what has been decided to be lived with.
        today: decides which ignores have expired; default: the date of the clock.
        only_fixed: leave out what no version mends yet.
        secrets: look for secrets, too; Trivy alone does.
        platform: of images that have several, `linux/arm64`; default: the scanner's.
        timeout: for each image.
        environment: of the scanner, and the PATH it is looked for on; default: this process's.

    Raises:
        ScanError: no scanner is installed, or a name is not one of an image. An image that could not be scanned is
            said in its own report.

    """
    variables = dict(os.environ) if environment is None else environment
    found, program = find_scanner(variables, name=scanner, secrets=secrets)
    targets = once(read_target(image) if isinstance(image, str) else image for image in images)
    how = Scan(
        scanner=found,
        program=program,
        environment=variables,
        today=today or datetime.now(UTC).astimezone().date(),
        ignores=tuple(ignores),
        only_fixed=only_fixed,
        secrets=secrets,
        platform=platform,
        patience=timeout,
    )
    return scan_all(targets, how)


def scan_all(
    targets: Sequence[Target],
    how: Scan,
    *,
    begin: Callable[[Target], None] = lambda _: None,
    end: Callable[[ImageReport], None] = lambda _: None,
) -> Report:
    """Every target; one that fails does not hide the others. `begin` and `end` are called around each."""
    reports: list[ImageReport] = []
    for target in targets:
        begin(target)
        reports.append(scan_image(target, how))
        end(reports[-1])
    notes = ignore_notes(how.ignores, reports, how.today, secrets=how.secrets)
    return Report(how.scanner.name, tuple(reports), notes)


def scan_image(target: Target, how: Scan) -> ImageReport:
    """One image; what goes wrong is in the report."""
    try:
        found = _find(target, how)
    except ScanError as error:
        return ImageReport(target.name, target.named_at, error=error)
    vulnerabilities = [problem for problem in found.problems if isinstance(problem, Vulnerability)]
    others = [problem for problem in found.problems if not isinstance(problem, Vulnerability)]
    problems: list[Problem] = [*merge_paths(vulnerabilities), *others]
    kept, ignored = sort_out(problems, how.ignores, how.today)
    shown = [problem for problem in kept if not (how.only_fixed and _nothing_mends(problem))]
    return ImageReport(
        target.name,
        target.named_at,
        system=found.system,
        unsupported=found.unsupported,
        problems=sort_problems(shown),
        ignored=(*found.ignored, *ignored),
        without_fix=len(kept) - len(shown),
    )


def _nothing_mends(problem: Problem) -> bool:
    return isinstance(problem, Vulnerability) and not problem.fixed_in


def _find(target: Target, how: Scan) -> Found:
    name = how.scanner.name
    asked = Asked(target, platform=how.platform, secrets=how.secrets, patience=how.patience)
    command = [how.program, *how.scanner.arguments(asked)]
    environment = {**how.environment, **how.scanner.variables}
    try:
        finished = run(command, environment, seconds=how.patience.milliseconds / 1000 + MORE_SECONDS)
    except TimeoutError as error:
        message = f"{name} did not finish with {target.name} in {how.patience}"
        raise ScanError(message, fix="give it longer with --timeout") from error
    except OSError as error:
        raise ScanError(f"{how.program} cannot be run: {(error.strerror or str(error)).lower()}") from error
    if finished.code:
        reason, fix = explain(finished.words, finished.code, how.scanner.update, how.environment)
        raise ScanError(f"{name} could not scan {target.name}: {reason}", fix=fix)
    return _read(finished, target, how)


def _read(finished: Finished, target: Target, how: Scan) -> Found:
    name = how.scanner.name
    try:
        document = msgspec.json.decode(finished.output)
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"what {name} printed about {target.name} is no JSON, or was cut short"
        raise ScanError(message, fix=f"run `{name} --version` to see whether it is sound") from error
    found = how.scanner.read(document, target.name)
    if found is None:
        raise ScanError(f"what {name} printed about {target.name} is not its report", fix=f"use a newer {name}")
    return found
