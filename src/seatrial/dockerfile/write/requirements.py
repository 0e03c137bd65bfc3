"""What a project declares that it needs, in requirements files: names, versions, indexes, local paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.dockerfile.write.folder import Folder

NAME = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)")
EXACT = re.compile(r"===?\s*([0-9][^,;\s*]*)(?![^,;\s])")
COMMENT = re.compile(r"(^|\s)#.*$")
OPTION = re.compile(r"(--?[A-Za-z][\w-]*)(?:\s*=\s*|\s+|$)(.*)")
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
NESTED = {"-r": "requirement", "--requirement": "requirement", "-c": "constraint", "--constraint": "constraint"}
INDEXES = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links")
EDITABLE = ("-e", "--editable")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One distribution: its name as indexes compare it, extras, the rest of the line, `file:line`."""

    name: str
    extras: frozenset[str] = frozenset()
    rest: str = ""
    where: str = ""

    @property
    def version(self) -> str:
        """The version if it is exact, otherwise empty."""
        match = EXACT.match(self.rest)
        return match[1] if match else ""

    @property
    def is_pinned(self) -> bool:
        return bool(self.version) or self.rest.startswith("@")


@dataclass(frozen=True, slots=True)
class Index:
    """The address of a package index, and `file:line`."""

    url: str
    where: str


@dataclass(frozen=True, slots=True)
class Requirements:
    """What requirements files say together.

    Attributes:
        files: all that have to be there, in the order in which they are read.
        wanted: distributions.
        indexes: other than the default one.
        local: paths of the project that are installed as packages, and where that is written.
        variables: of the environment, that pip fills in.
        hashed: the first line with a hash, as `file:line`; pip then asks for one on every line.

    """

    files: tuple[str, ...] = ()
    wanted: tuple[Requirement, ...] = ()
    indexes: tuple[Index, ...] = ()
    local: tuple[tuple[str, str], ...] = ()
    variables: tuple[str, ...] = ()
    hashed: str = ""


def normalize(name: str) -> str:
    """The name as indexes compare names: `Scikit_Learn` is `scikit-learn`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_requirement(line: str, where: str) -> Requirement | None:
    """`torch[x]>=2 ; marker`, or None if this names no distribution."""
    match = NAME.match(line.strip())
    if match is None or "://" in line.partition("@")[0] or line.lstrip().startswith((".", "/")):
        return None
    extras = frozenset(normalize(extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
    return Requirement(normalize(match[1]), extras, match[3].strip(), where)


def read_requirements(folder: Folder, path: str) -> Requirements:
    """A requirements file with all that it includes; files that are not there are left out."""
    reading = _Reading(folder)
    reading.read(path, "requirement")
    return Requirements(
        tuple(reading.files),
        tuple(reading.wanted),
        tuple(reading.indexes),
        tuple(reading.local),
        tuple(dict.fromkeys(reading.variables)),
        reading.hashed,
    )


class _Reading:
    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.files: list[str] = []
        self.wanted: list[Requirement] = []
        self.indexes: list[Index] = []
        self.local: list[tuple[str, str]] = []
        self.variables: list[str] = []
        self.hashed = ""

    def read(self, path: str, kind: str) -> None:
        if path in self.files or path not in self.folder.texts:
            return
        self.files.append(path)
        for number, line in logical_lines(self.folder.texts[path]):
            self.variables += VARIABLE.findall(line)
            where = f"{path}:{number}"
            option = OPTION.match(line)
            if option and option[1] in NESTED:
                self.read(_beside(path, option[2].strip()), NESTED[option[1]])
            elif option and option[1] in INDEXES:
                self.indexes.append(Index(option[2].strip(), where))
            elif option and option[1] in EDITABLE:
                self._want(option[2].strip(), where)
            elif not option and kind == "requirement":
                self._want(line, where)

    def _want(self, line: str, where: str) -> None:
        if not self.hashed and "--hash=" in line:
            self.hashed = where
        line = re.split(r"\s+--", line)[0]
        egg = re.search(r"#egg=([\w.-]+)", line)
        if line.startswith(("git+", "http://", "https://")) or "://" in line.partition("@")[0]:
            self.wanted.append(Requirement(normalize(egg[1]) if egg else "", rest=f"@ {line}", where=where))
        elif line.startswith(".") or self._is_folder(line):
            self.local.append((re.sub(r"\[.*\]$", "", line), where))
        elif found := read_requirement(line, where):
            self.wanted.append(found)

    def _is_folder(self, line: str) -> bool:
        return "/" in line and "@" not in line and any(name.startswith(f"{line}/") for name in self.folder.texts)


def logical_lines(text: str) -> list[tuple[int, str]]:
    """(line from 1, text) without comments, with continued lines joined; empty ones are left out."""
    found: list[tuple[int, str]] = []
    held, start = "", 0
    for number, raw in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], start=1):
        line = COMMENT.sub("", raw).rstrip()
        start = start if held else number
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        whole = (held + line).strip()
        held = ""
        if whole:
            found.append((start, whole))
    return found


def _beside(path: str, other: str) -> str:
    """`other` as it is meant in the file `path`: relative to its folder."""
    parts = path.split("/")[:-1]
    for part in other.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
