from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import FileOption, Format, Output, Place, parse_duration
from seatrial.duration import Duration
from seatrial.scan.asked import PATIENCE
from seatrial.scan.report import Level

if TYPE_CHECKING:
    from seatrial.scan.ignores import Ignore
    from seatrial.scan.report import ImageReport, Report
    from seatrial.scan.run import Scan
    from seatrial.scan.target import Target

ORDER = 25
EPILOG = "What is accepted stands in seatrial.toml as [[scan.ignore]] with id, reason, until; .trivyignore counts, too."
FILES = (".yaml", ".yml")


class Program(StrEnum):
    """The scanners."""

    TRIVY = "trivy"
    GRYPE = "grype"


def command(
    images: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="IMAGE", help="Images, archives of docker save, or a cluster file. Default: cluster.yaml"
        ),
    ] = None,
    file_option: FileOption = None,
    on: Place = None,
    output: Output = Format.TEXT,
    fail_on: Annotated[Level, typer.Option("--fail-on", help="Exit 1 from this severity up.")] = Level.HIGH,
    only_fixed: Annotated[
        bool, typer.Option("--only-fixed", help="Leave out what no version of the package mends yet.")
    ] = False,
    secrets: Annotated[bool, typer.Option("--secrets", help="Look for credentials, too; Trivy alone does.")] = False,
    scanner: Annotated[
        Program | None, typer.Option("--scanner", help="Which to run. Default: trivy, or else grype.")
    ] = None,
    platform: Annotated[
        str, typer.Option("--platform", metavar="OS/ARCH", help="Of an image that has several, such as linux/arm64.")
    ] = "",
    timeout: Annotated[
        Duration,
        typer.Option("--timeout", metavar="DURATION", parser=parse_duration, help="For each image, such as 90s or 1h."),
    ] = PATIENCE,
) -> None:
    """Look for known vulnerabilities in images, with Trivy or Grype."""
    from datetime import UTC, datetime

    from seatrial.scan.run import Scan
    from seatrial.scan.scanner import find_scanner

    targets = asked(images or [], file_option, on)
    found, program = find_scanner(os.environ, name=scanner.value if scanner else "", secrets=secrets)
    how = Scan(
        scanner=found,
        program=program,
        environment=os.environ,
        today=datetime.now(UTC).astimezone().date(),
        ignores=accepted(),
        only_fixed=only_fixed,
        secrets=secrets,
        platform=platform,
        patience=timeout,
    )
    report = run(targets, how)
    show(report, fail_on, output)
    suggest(report, fail_on, how, [*(images or []), *(["-f", file_option] if file_option else [])], on)
    if report.failed:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)
    if report.at_or_above(fail_on):
        raise typer.Exit(ExitCode.DIFFERENT)


def asked(arguments: list[str], file_option: str | None, place: str | None) -> tuple[Target, ...]:
    """What is to be scanned: the images that are named, and those that a cluster file names."""
    from seatrial.scan.target import once, read_target

    files = [argument for argument in arguments if is_cluster_file(argument)]
    named = [read_target(argument) for argument in arguments if argument not in files]
    files += [file_option] if file_option else []
    if not arguments and not files:
        return of_file(None, place)
    return once([*named, *(target for file in files for target in of_file(file, place))])


def is_cluster_file(argument: str) -> bool:
    """Whether an argument means a cluster file; an image of the same name is meant with its tag."""
    from seatrial.cli.source import DEFAULT

    return argument == "-" or argument.endswith(FILES) or (Path(argument) / DEFAULT).is_file()


def of_file(file: str | None, place: str | None) -> tuple[Target, ...]:
    from seatrial.cli.source import open_source
    from seatrial.compiler.passes import compile_cluster
    from seatrial.scan.target import images_of

    source = open_source(file, None, place=place)
    return images_of(compile_cluster(source.cluster, place=source.place), source.loaded.sources)


def accepted() -> tuple[Ignore, ...]:
    """What is accepted: in the nearest seatrial.toml upward, and where the scanners look, in this folder."""
    from seatrial.cli.failure import FoundProblemsError
    from seatrial.cli.settings import find_settings
    from seatrial.cli.source import read_bytes
    from seatrial.scan import ignore_files

    def text(name: str) -> str:
        return read_bytes(Path(name)).decode(errors="replace") if Path(name).exists() else ""

    found = find_settings(None)
    own = os.path.relpath(found) if found else ""
    ignores, faults = ignore_files.read_seatrial_toml(text(own) if own else "", own)
    if faults:
        raise FoundProblemsError(faults, own)
    trivy, grype = ".trivyignore", ".grype.yaml"
    return (
        *ignores,
        *ignore_files.read_trivyignore(text(trivy), trivy),
        *ignore_files.read_grype_configuration(text(grype), grype),
    )


def run(targets: tuple[Target, ...], how: Scan) -> Report:
    """Scan, and say how far it is."""
    import signal

    from seatrial.cli.scans import summarise_image
    from seatrial.cli.screen import Screen
    from seatrial.scan.run import scan_all

    def label(name: str) -> str:
        return f"scanning {name}"

    def end(image: ImageReport) -> None:
        screen.done(label(image.image), "failed" if image.error else summarise_image(image))

    # A pipeline that is cancelled sends this: the scanner is to end as with Ctrl-C, not to go on alone.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Screen() as screen:
            return scan_all(targets, how, begin=lambda target: screen.update(label(target.name)), end=end)
    finally:
        signal.signal(signal.SIGTERM, before)


def show(report: Report, threshold: Level, output: Format) -> None:
    from seatrial.cli.failure import explain_failure
    from seatrial.cli.findings import print_findings
    from seatrial.cli.output import console, say, write_document
    from seatrial.cli.scans import print_image, scan_document, summarise

    if output is not Format.TEXT:
        write_document(scan_document(report, threshold), output)
    else:
        for image in report.images:
            print_image(image, threshold, console())
        print_findings(report.notes, console(to_stderr=True))
    for image in report.failed:
        assert image.error  # that is what failed means
        say(f"seatrial: {explain_failure(image.error)}")
    say(summarise(report, threshold))


def suggest(report: Report, threshold: Level, how: Scan, arguments: list[str], place: str | None) -> None:
    """The command to run next, if there is one."""
    import shlex

    from seatrial.cli.output import next_steps
    from seatrial.scan.report import Vulnerability

    options = [
        *(["--on", place] if place else []),
        *(["--secrets"] if how.secrets else []),
        *(["--platform", how.platform] if how.platform else []),
    ]
    again = shlex.join(["seatrial", "scan", *arguments, *options])
    stops = report.at_or_above(threshold)
    if any(isinstance(problem, Vulnerability) and not problem.fixed_in for problem in stops):
        next_steps(f"{again} --only-fixed")
    elif not stops and any(image.problems for image in report.images):
        next_steps(f"{again} --fail-on {Level.UNKNOWN}")
