"""How far an ignore reaches: a file, a value and all below it, lines, a part of an object, what patterns choose."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from seatrial.finding import Finding
    from seatrial.location import SpecPath
    from seatrial.resource import ResourceKey

ANCHOR = 2
"""The keys by which extents are indexed: of a manifest the file and the number of the document."""


class Extent(Protocol):
    """What an ignore covers."""

    @property
    def anchor(self) -> SpecPath:
        """Begins the path of everything that is covered, or holds its file; empty where nothing can be said."""
        ...

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is within."""
        ...


@dataclass(frozen=True, slots=True)
class WholeFile:
    """All that is said at a place of the file."""

    file: str

    @property
    def anchor(self) -> SpecPath:
        return (self.file,)

    def covers(self, finding: Finding) -> bool:
        return finding.position is not None and finding.position.file == self.file


@dataclass(frozen=True, slots=True)
class Below:
    """A value and all in it."""

    path: SpecPath

    @property
    def anchor(self) -> SpecPath:
        return self.path[:ANCHOR]

    def covers(self, finding: Finding) -> bool:
        return finding.path[: len(self.path)] == self.path


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file from `first` to `last`, both included."""

    file: str
    first: int
    last: int

    @property
    def anchor(self) -> SpecPath:
        return (self.file,)

    def covers(self, finding: Finding) -> bool:
        at = finding.position
        return at is not None and at.file == self.file and self.first <= at.line <= self.last


@dataclass(frozen=True, slots=True)
class Part:
    """An object, or what is below a field of it.

    Attributes:
        key: of the object.
        source: where it was written, which tells it from another of the same name.
        field: `spec.template`; empty for all of it.

    """

    key: ResourceKey
    source: SpecPath
    field: str = ""

    @property
    def anchor(self) -> SpecPath:
        return self.source[:ANCHOR]

    def covers(self, finding: Finding) -> bool:
        if finding.resource != self.key or finding.path[: len(self.source)] != self.source:
            return False
        length = len(self.field)
        return not length or (finding.field.startswith(self.field) and finding.field[length : length + 1] in ".[")


def anchors(finding: Finding) -> set[SpecPath]:
    """The anchors of all extents that could cover the finding."""
    found: set[SpecPath] = {finding.path[:length] for length in range(ANCHOR + 1)}
    if finding.position:
        found.add((finding.position.file,))
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """What patterns choose; of no patterns, everything.

    Attributes:
        paths: of files, `charts/**`, seen from the folder.
        objects: `Deployment/web`, `kube-system/*`, `kube-system/Deployment/web`: kinds, namespaces and names.
        folder: where the paths begin, absolute with `/`.
        here: where the names of findings' files begin, the same way.

    """

    paths: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    folder: str = ""
    here: str = ""

    @property
    def anchor(self) -> SpecPath:
        return ()

    def covers(self, finding: Finding) -> bool:
        if self.paths:
            if finding.position is None:
                return False
            path = seen_from(self.folder, self.here, finding.position.file)
            if not any(path_matches(path, pattern) for pattern in self.paths):
                return False
        if not self.objects:
            return True
        key = finding.resource
        return key is not None and any(_chooses(pattern, key) for pattern in self.objects)


def seen_from(folder: str, here: str, file: str) -> str:
    """The name of a file as it is in the folder; of one beside the folder, as it is."""
    path = posixpath.normpath(posixpath.join(here, file))
    return path.removeprefix(f"{folder.rstrip('/')}/") if folder else path


def path_matches(path: str, pattern: str) -> bool:
    """Whether the pattern is the path, its name, or a folder around it; `*` stands for anything, `/` included."""
    patterns = {pattern.rstrip("/"), pattern.rstrip("/").removeprefix("**/")}
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path, one) or fnmatchcase(path, f"{one}/*") or fnmatchcase(name, one) for one in patterns)


def _chooses(pattern: str, key: ResourceKey) -> bool:
    first, _, name = pattern.rpartition("/")
    namespace, _, kind = first.rpartition("/")
    if not fnmatchcase(key.name, name):
        return False
    if namespace:
        return fnmatchcase(key.namespace, namespace) and _is_kind(key, kind)
    return not first or fnmatchcase(key.namespace, first) or _is_kind(key, first)


def _is_kind(key: ResourceKey, pattern: str) -> bool:
    return fnmatchcase(key.kind, pattern) or fnmatchcase(key.group_kind, pattern)
