"""Scans as people read them: what stops the gate, worst first, and one line about the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.cli.documents import (
    IgnoredItem,
    PositionItem,
    Scan,
    ScannedImage,
    SecretItem,
    VulnerabilityItem,
)
from seatrial.cli.findings import finding_item
from seatrial.cli.output import print_table
from seatrial.scan.report import Level, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from seatrial.scan.report import ImageReport, Report

HEADINGS = ("severity", "vulnerability", "package", "installed", "fixed in", "what it is")
SECRET_HEADINGS = ("severity", "secret", "file", "what it is")
LONGEST_TITLE = 72


def print_image(image: ImageReport, threshold: Level, screen: Console) -> None:
    """What the gate stops for; nothing for an image without it."""
    from rich.text import Text

    vulnerabilities = [one for one in image.vulnerabilities if one.severity.rank <= threshold.rank]
    secrets = [one for one in image.secrets if one.severity.rank <= threshold.rank]
    if not (vulnerabilities or secrets):
        return
    screen.print(Text.assemble((image.image, "bold"), f" ({image.system})" if image.system else ""))
    for position in image.named_at:
        screen.print(Text(f"    {position}", style="dim"))
    if vulnerabilities:
        rows = [
            (one.severity.value, one.id, one.package, one.installed, one.fixed_in or "-", shorten(one.title))
            for one in vulnerabilities
        ]
        print_table(screen, HEADINGS, rows)
    if secrets:
        found = [(one.severity.value, one.id, f"{one.file}:{one.line}", shorten(one.title)) for one in secrets]
        print_table(screen, SECRET_HEADINGS, found)
    screen.print()


def shorten(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def summarise_image(image: ImageReport) -> str:
    """`1 critical, 3 high; 2 ignored, 7 without a fix`, `nothing found; alpine 3.9 gets no more updates`."""
    aside = [
        f"{count} {word}"
        for count, word in ((len(image.ignored), "ignored"), (image.without_fix, "without a fix"))
        if count
    ]
    old = f"{image.system} gets no more updates" if image.unsupported else ""
    return "; ".join(part for part in (counted(image.counts()) or "nothing found", ", ".join(aside), old) if part)


def summarise(report: Report, threshold: Level) -> str:
    """The line that says how the scan ended."""
    count, failed, stops = len(report.images), len(report.failed), len(report.at_or_above(threshold))
    if count == failed:
        return f"no image could be scanned with {report.scanner}" if count else "no image is named"
    scanned = f"{count - failed} of {count} images" if failed else f"{count} image{'' if count == 1 else 's'}"
    totals = counts(report)
    hidden = sum(totals.values()) - stops
    below = f" ({hidden} below {threshold} not shown)" if hidden else ""
    return f"{counted(totals) or 'nothing found'} in {scanned} with {report.scanner}{below}"


def counts(report: Report) -> dict[Level, int]:
    """How many of each severity in all images, worst first."""
    each = [image.counts() for image in report.images]
    totals = {level: sum(of.get(level, 0) for of in each) for level in Level}
    return {level: total for level, total in totals.items() if total}


def counted(of: Mapping[Level, int]) -> str:
    return ", ".join(f"{count} {level}" for level, count in of.items())


def scan_document(report: Report, threshold: Level) -> Scan:
    return Scan(
        scanner=report.scanner,
        fail_on=threshold.value,
        passed=not report.failed and not report.at_or_above(threshold),
        counts={level.value: count for level, count in counts(report).items()},
        failed=len(report.failed),
        images=[image_item(image) for image in report.images],
        notes=[finding_item(note) for note in report.notes],
    )


def image_item(image: ImageReport) -> ScannedImage:
    return ScannedImage(
        image=image.image,
        system=image.system,
        unsupported=image.unsupported,
        named_at=[PositionItem(file=at.file, line=at.line, column=at.column) for at in image.named_at],
        vulnerabilities=[
            VulnerabilityItem(
                id=one.id,
                severity=one.severity.value,
                package=one.package,
                installed=one.installed,
                fixed_in=one.fixed_in,
                title=one.title,
                ecosystem=one.ecosystem,
                paths=list(one.paths),
                url=one.url,
                aliases=list(one.aliases),
            )
            for one in image.vulnerabilities
        ],
        secrets=[
            SecretItem(id=one.id, severity=one.severity.value, title=one.title, file=one.file, line=one.line)
            for one in image.secrets
        ],
        ignored=[
            IgnoredItem(
                id=one.problem.id,
                severity=one.problem.severity.value,
                package=one.problem.package if isinstance(one.problem, Vulnerability) else "",
                reason=one.reason,
                by=one.by,
            )
            for one in image.ignored
        ],
        without_fix=image.without_fix,
        error=image.error.message if image.error else "",
        fix=image.error.fix if image.error else "",
    )
