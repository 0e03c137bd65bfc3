"""`-o FORMAT[=FILE]`, several times: what `check` finds, in every form that somebody waits for."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from seatrial.cli.options import Format
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.report.report import Report

Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FORMAT[=FILE]",
        help="text, json, yaml, sarif, junit, github, gitlab or markdown; to a file, or to standard output; "
        "again for more. Default: text",
    ),
]


class OutputError(SeatrialError):
    """An output that cannot be: a format that does not exist, or a file that cannot be written."""


class Output(NamedTuple):
    """A format, and the file it goes to; standard output, where that is empty."""

    format: str
    file: str = ""


def known_formats() -> tuple[str, ...]:
    """Every format that findings can have."""
    from seatrial.report.discovery import list_formats

    return (*(form.value for form in Format), *list_formats())


def parse_outputs(values: Sequence[str] | None) -> tuple[Output, ...]:
    """What `-o` asks for; text on standard output by default.

    Raises:
        OutputError: a format that does not exist, two for standard output or for one file, or a file in no folder.

    """
    outputs = tuple(map(_parse, values or [Format.TEXT.value]))
    printed = [output.format for output in outputs if not output.file]
    if len(printed) > 1:
        message = f"both {printed[0]} and {printed[1]} would go to standard output"
        raise OutputError(message, fix=f"give a file to one of them: -o {printed[1]}=FILE")
    files: set[str] = set()
    for output in outputs:
        if output.file and os.path.realpath(output.file) in files:
            raise OutputError(f"two formats would go to {output.file}", fix="give each its own file")
        files.add(os.path.realpath(output.file))
    return outputs


def printed_format(values: Sequence[str] | None) -> Format:
    """The form of an error or a list on standard output: text, unless json or yaml is asked for there."""
    for value in values or []:
        if value in (Format.JSON, Format.YAML):
            return Format(value)
    return Format.TEXT


def _parse(value: str) -> Output:
    name, equals, file = value.partition("=")
    if name not in known_formats():
        raise OutputError(f"there is no format {name!r}", fix=_suggestion(name))
    if equals and not file:
        raise OutputError(f"-o {value} names no file", fix=f"write -o {name}=FILE, or -o {name}")
    if file:
        _require_writable(file)
    return Output(name, file)


def _suggestion(name: str) -> str:
    from difflib import get_close_matches

    formats = known_formats()
    # What has a dot is most likely the name of a file: `-o report.sarif`.
    ending = name.rpartition(".")[2] if "." in name else ""
    if ending in formats:
        return f"write -o {ending}={name}"
    nearest = get_close_matches(name.lower(), formats, n=1)
    return f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(formats)}"


def _require_writable(file: str) -> None:
    path = Path(file)
    if path.is_dir():
        raise OutputError(f"{file} is a folder", fix="name a file in it")
    if not path.resolve().parent.is_dir():
        raise OutputError(f"there is no folder {path.parent} for {file}", fix="make it first, or name another")


def write_outputs(report: Report, outputs: Sequence[Output]) -> None:
    """Write everything: files first, so that a reader who stops reading costs none of them.

    Raises:
        OutputError: a file that cannot be written.

    """
    for output in sorted(outputs, key=lambda output: not output.file):
        if output.file:
            try:
                _write_whole(Path(output.file), rendered(report, output.format).encode("utf-8", "replace"))
            except OSError as error:
                problem = (error.strerror or str(error)).lower()
                raise OutputError(f"{output.file} cannot be written: {problem}") from error
        elif output.format == Format.TEXT:
            from seatrial.cli.findings import print_report
            from seatrial.cli.output import console

            print_report(report, console())
        else:
            from seatrial.cli.output import write

            write(rendered(report, output.format))


def rendered(report: Report, name: str) -> str:
    """The report in a format; text as it is in a file."""
    if name not in {form.value for form in Format}:
        from seatrial.report.discovery import render

        return render(name, report)
    from seatrial.cli.findings import findings_document, plain
    from seatrial.cli.output import document_text

    if name == Format.TEXT:
        return plain(report)
    document = findings_document(report.findings, resources=report.resources, rules=len(report.rules))
    return document_text(document, Format(name))


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file at once, or not at all; a device or a pipe is written as it stands."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # The mode of a new file is the user's umask.
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
