"""Which files to check: those named, and in folders what holds manifests, charts, kustomizations or Dockerfiles."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import SeatrialError
from seatrial.manifests.read import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.dockerfile.view import BuildContext

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "vendor", "site-packages"})
"""Other people's files; so are folders whose name starts with a dot."""
MANIFESTS = (".yaml", ".yml", ".json")
DOCKERFILE = re.compile(r"(?:.+\.)?(?:Dockerfile|Containerfile)(?:\..+)?|.+\.dockerfile", re.IGNORECASE)
NO_DOCKERFILE = re.compile(r".*\.(?:dockerignore|md|txt|py|sh|json|ya?ml)", re.IGNORECASE)
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"
CLUSTER = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?seatrial[\"']?[ \t]*:", re.MULTILINE)
NAMES_OF_CLUSTERS = ("cluster.yaml", "cluster.yml")
OBJECT = re.compile(rb"^apiVersion[ \t]*:", re.MULTILINE)
STANDARD_INPUT = "<stdin>"


class MissingFileError(SeatrialError):
    """A path that a command names is not there, or cannot be read."""


class Kind(StrEnum):
    """What a file or folder is, and so how it is read."""

    MANIFESTS = "manifests"
    DOCKERFILE = "Dockerfile"
    CLUSTER = "cluster"
    CHART = "chart"
    KUSTOMIZATION = "kustomization"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to check.

    Attributes:
        name: as findings print it: relative where the user's path is.
        kind: how it is read.
        named: whether the user named it, so that what is no manifest in it is worth a word.
        data: the bytes of a file; empty for a folder.
        problem: why it could not be read, one clause.
        context: of a Dockerfile, what its folder holds.

    """

    name: str
    kind: Kind
    named: bool = False
    data: bytes = field(default=b"", repr=False)
    problem: str = ""
    context: BuildContext | None = None


def gather(paths: Sequence[str], *, exclude: Sequence[str] = (), standard_input: bytes = b"") -> Iterator[Input]:
    """Everything to check below the paths, in the order of the paths and then of names; each file once.

    Args:
        paths: files and folders; `-` is standard input.
        exclude: patterns of names not to look at, `charts/*/tests/*`.
        standard_input: what `-` stands for.

    Raises:
        MissingFileError: a path that does not exist.

    """
    seen: set[str] = set()
    for given in paths:
        if given == "-":
            yield Input(STANDARD_INPUT, _kind(Path("stdin"), standard_input), named=True, data=standard_input)
        elif Path(given).is_dir():
            yield from _folder(Path(given), exclude, seen)
        elif not Path(given).exists():
            raise MissingFileError(f"there is no file or folder {given}", fix="check the name")
        else:
            seen.add(os.path.realpath(given))
            yield _file(Path(given), named=True)


def _folder(top: Path, exclude: Sequence[str], seen: set[str]) -> Iterator[Input]:
    """Below a folder; links to folders are not followed, so there is no way round in circles."""
    closed: list[OSError] = []
    for where, folders, names in os.walk(top, onerror=closed.append):
        here = Path(where)
        folders[:] = sorted(name for name in folders if _is_ours(name) and not _excluded(here / name, exclude))
        rendered = _rendered(here, names)
        if rendered:
            yield rendered
            # What the tool reads is not to be read as it stands; what lies beside it is.
            folders[:] = [name for name in folders if rendered.kind is not Kind.CHART]
        chart = rendered is not None and rendered.kind is Kind.CHART
        real = os.path.realpath(here)
        for name in sorted(names):
            if (not name.endswith(MANIFESTS) or chart) and not is_dockerfile(name):
                continue
            path = here / name
            target = os.path.realpath(path) if path.is_symlink() else f"{real}{os.sep}{name}"
            if target not in seen and not _excluded(path, exclude):
                seen.add(target)
                yield _file(path, named=False)
    for error in closed:
        yield Input(str(error.filename), Kind.MANIFESTS, problem=(error.strerror or str(error)).lower())


def _rendered(folder: Path, names: Sequence[str]) -> Input | None:
    if CHART in names:
        return Input(str(folder), Kind.CHART)
    if any(name in names for name in KUSTOMIZATIONS):
        return Input(str(folder), Kind.KUSTOMIZATION)
    return None


def _file(path: Path, *, named: bool) -> Input:
    try:
        data = _read(path, named=named)
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        return Input(str(path), Kind.MANIFESTS, named=named, problem=problem)
    kind = _kind(path, data)
    context = _build_context(path) if kind is Kind.DOCKERFILE else None
    return Input(str(path), kind, named=named, data=data, context=context)


def _read(path: Path, *, named: bool) -> bytes:
    """What is in a file, up to the first byte too many.

    Raises:
        OSError: it is gone, may not be read, or is a pipe in a folder, where nobody may ever write to it.

    """
    if not named and not stat.S_ISREG(path.stat().st_mode):
        raise OSError("it is a pipe, a socket or a device")
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _build_context(path: Path) -> BuildContext | None:
    """The Dockerfile's folder, which is what most people build; with the ignore file that the builder would read."""
    from seatrial.dockerfile.view import BuildContext

    try:
        names = frozenset(entry.name for entry in path.parent.iterdir())
        own = f"{path.name}.dockerignore"
        ignore = own if own in names else ".dockerignore"
        text = (path.parent / ignore).read_text(encoding="utf-8", errors="replace") if ignore in names else None
    except OSError:
        return None
    return BuildContext(text, names)


def _kind(path: Path, data: bytes) -> Kind:
    if is_dockerfile(path.name):
        return Kind.DOCKERFILE
    named = path.name in NAMES_OF_CLUSTERS and not OBJECT.search(data)
    if named or (b"seatrial" in data and CLUSTER.search(data) and not OBJECT.search(data)):
        return Kind.CLUSTER
    return Kind.MANIFESTS


def is_dockerfile(name: str) -> bool:
    """Whether a file's name says that it is one: `Dockerfile`, `gpu.Dockerfile`, `Containerfile.cuda`."""
    return DOCKERFILE.fullmatch(name) is not None and NO_DOCKERFILE.fullmatch(name) is None


def _is_ours(name: str) -> bool:
    return not name.startswith(".") and name not in SKIPPED_FOLDERS


def _excluded(path: Path, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(str(path), pattern) or fnmatch.fnmatch(path.name, pattern) for pattern in patterns)
