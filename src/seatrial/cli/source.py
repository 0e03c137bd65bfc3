"""The file a command works on: from the argument, `-f`, the default name, or standard input."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from seatrial.finding import Finding
    from seatrial.spec.cluster import Cluster
    from seatrial.spec.load import Loaded

DEFAULT = "cluster.yaml"
STANDARD_INPUT = "-"


class UnreadableFileError(SeatrialError):
    """The cluster file, or a file it names, could not be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded file at a place."""

    name: str
    place: str
    loaded: Loaded
    cluster: Cluster
    """With the overrides of the place."""


def read_source(argument: str | None, option: str | None, *, place: str | None) -> tuple[str, Loaded]:
    """Read and load the file; the findings are in the result.

    Raises:
        UnreadableFileError: it is not there, or is given twice.

    """
    from seatrial.spec.load import load

    if argument and option and argument != option:
        raise UnreadableFileError(f"two files: {argument} and -f {option}", fix="give the file once")
    name = argument or option or DEFAULT
    if name == STANDARD_INPUT:
        text, label, folder = sys.stdin.buffer.read(), "<stdin>", Path()
    else:
        path = Path(name)
        path = path / DEFAULT if path.is_dir() else path
        text, label, folder = read_bytes(path), str(path), path.parent

    def read(included: str) -> bytes:
        return read_bytes(folder / included if label == "<stdin>" else Path(included))

    return label, load(text, file=label, read=read, environment=dict(os.environ), place=place)


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        fix = "write one with: seatrial init" if path.name == DEFAULT else "check the name"
        raise UnreadableFileError(f"there is no file {path}", fix=fix) from error
    except IsADirectoryError as error:
        raise UnreadableFileError(f"{path} is a directory", fix="name a file") from error
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


def open_source(argument: str | None, option: str | None, *, place: str | None) -> Source:
    """The valid cluster of a file at a place; problems are printed and end the command.

    Raises:
        typer.Exit: the file has errors; they are on standard error.

    """
    from seatrial.finding import has_errors
    from seatrial.spec.overrides import at_place

    name, loaded = read_source(argument, option, place=place)
    if loaded.cluster is None or has_errors(loaded.findings):
        print_problems(loaded.findings)
        raise typer.Exit(ExitCode.DIFFERENT)
    cluster = at_place(loaded.cluster, place or "local")
    return Source(name, place or "local", loaded, cluster)


def print_problems(findings: tuple[Finding, ...]) -> None:
    from seatrial.cli.findings import print_findings
    from seatrial.cli.output import console

    print_findings(findings, console(to_stderr=True))


def secret_values(cluster: Cluster, folder: Path) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The values of the cluster's Secrets, and a sentence for each that could not be read."""
    values: dict[tuple[str, str], str] = {}
    missing: list[str] = []
    for name, secret in cluster.secrets.items():
        for key, source in secret.values.items():
            if source.env is not None:
                value = os.environ.get(source.env)
                if value is None:
                    missing.append(f"secrets.{name}.values.{key}: the environment variable {source.env} is not set")
                    continue
            else:
                path = folder / (source.file or "")
                try:
                    value = path.read_text()
                except (OSError, UnicodeDecodeError) as error:
                    missing.append(f"secrets.{name}.values.{key}: {path} cannot be read ({type(error).__name__})")
                    continue
            values[name, key] = value
    return values, missing
