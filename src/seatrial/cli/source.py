"""The file a command works on: from the argument, `-f`, the default name, or standard input."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from seatrial.spec.cluster import Cluster
    from seatrial.spec.load import Loaded

DEFAULT = "cluster.yaml"
STANDARD_INPUT = "<stdin>"


class UnreadableFileError(SeatrialError):
    """The cluster file, or a file it names, could not be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded file at a place.

    Attributes:
        name: of the file, for messages.
        place: `local` if none was named.
        loaded: with its findings, none of them an error.
        cluster: with the overrides of the place.

    """

    name: str
    place: str
    loaded: Loaded
    cluster: Cluster


def read_source(argument: str | None, option: str | None, *, place: str | None) -> tuple[str, Loaded]:
    """Read and load the file; the findings are in the result.

    Raises:
        UnreadableFileError: it is not there, or is given twice.

    """
    if argument and option and argument != option:
        raise UnreadableFileError(f"two files are given, {argument} and -f {option}", fix="give one of them")
    given = argument or option or DEFAULT
    if given == "-":
        name, text = STANDARD_INPUT, sys.stdin.buffer.read()
    else:
        path = Path(given)
        path = path / DEFAULT if path.is_dir() else path
        name, text = str(path), read_bytes(path)
    return name, load_text(name, text, place=place)


def load_text(name: str, text: bytes, *, place: str | None) -> Loaded:
    """Load a cluster file that has been read; the files it includes are read here."""
    from seatrial.spec.load import load

    def read(included: str) -> bytes:
        return Path(included).read_bytes()  # what the system says becomes a finding at the line that includes it

    return load(text, file=name, read=read, environment=dict(os.environ), place=place)


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
    except ValueError as error:  # a NUL in the name
        raise UnreadableFileError(f"{str(path)!r} is not the name of a file") from error


def open_source(argument: str | None, option: str | None, *, place: str | None) -> Source:
    """The valid cluster of a file at a place.

    Raises:
        FoundProblemsError: the file has errors.

    """
    from seatrial.cli.failure import FoundProblemsError
    from seatrial.finding import has_errors

    name, loaded = read_source(argument, option, place=place)
    if loaded.cluster is None or has_errors(loaded.findings):
        raise FoundProblemsError(loaded.findings, name)
    return at(name, loaded, loaded.cluster, place)


def at(name: str, loaded: Loaded, cluster: Cluster, place: str | None) -> Source:
    """The source as it is at a place."""
    from seatrial.spec.overrides import LOCAL, at_place

    return Source(name, place or LOCAL, loaded, at_place(cluster, place or LOCAL))
