"""What a chart or a kustomization makes, placed in the files that somebody edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.manifests.read import File, read_text
from seatrial.manifests.template import find_document, read_template, trace
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from seatrial.gather.programs import Programs

NOT_RENDERED, BROKEN, INCOMPLETE = "REN001", "REN002", "REN003"
FAULTS = {
    NOT_RENDERED: "A chart or kustomization that cannot be rendered, because the program is not installed",
    BROKEN: "A chart or kustomization that does not render",
    INCOMPLETE: "A chart whose dependencies have not been fetched",
}
"""What can be wrong before there is anything that rules could look at."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How charts and kustomizations are rendered.

    Attributes:
        programs: where `helm`, `kustomize` and `kubectl` are found.
        values: files of values for charts, each over the ones before.
        settings: single values for charts, `image.tag=v2`, over those of the files.
        kubernetes: the version that charts are rendered for, `1.36`; empty for the program's own idea.

    """

    programs: Programs
    values: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    kubernetes: str = ""


@dataclass(slots=True)
class Pages:
    """Files that are filled object by object, as a program prints them."""

    _files: dict[str, File] = field(default_factory=dict[str, File])
    _resources: dict[str, list[Resource]] = field(default_factory=dict[str, list[Resource]])

    def add(self, name: str, path: Path, manifest: dict[str, Any]) -> bool:
        """Place an object in the template that it comes from; False where there is no such file."""
        page = self._files.get(name)
        if page is None:
            try:
                text, faults = read_text(name, path.read_bytes())
            except OSError:
                return False
            page = File(name, text, () if faults else read_template(text))
            self._files[name] = page
        if not page.slices:
            return False
        number = find_document(page.slices, manifest)
        tree: Any = page.slices[number].tree
        self._resources.setdefault(name, []).append(Resource(manifest, (name, number), trace(manifest, tree)))
        return True

    def add_at(self, name: str, path: Path, manifest: dict[str, Any], place: tuple[str | int, ...]) -> None:
        """Place a whole object at one key of a file: what somebody else's chart makes stands where it is named."""
        if self.add(name, path, {}):
            resources = self._resources[name]
            resources[-1] = Resource(manifest, resources[-1].source, dict.fromkeys(map(str, manifest), place))

    def files(self) -> list[File]:
        """All files that hold an object, in the order of their names."""
        return [
            File(name, page.text, page.slices, tuple(self._resources[name]))
            for name, page in sorted(self._files.items())
            if name in self._resources
        ]


def fault(
    code: str, name: str, message: str, fix: str, *, severity: Severity = Severity.ERROR, line: int = 1, column: int = 1
) -> File:
    """A file about which only this is to be said."""
    position = Position(name, line, column)
    finding = Finding(code=code, severity=severity, message=message, fix=fix, position=position)
    return File(name, findings=(finding,), unread=True)


def one_line(words: str) -> str:
    """The reason that a program gives, as a clause."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    text = " ".join(lines[-3:]) if lines else "it does not say why"
    return text.removeprefix("Error: ").removeprefix("error: ").rstrip(".")[:500]


def without(manifest: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """A copy without one key; nor the mappings that are empty without it."""
    copy = dict(manifest)
    inner = copy.get(path[0])
    if len(path) == 1 or not isinstance(inner, dict):
        copy.pop(path[0], None)
        return copy
    inner = without(inner, *path[1:])  # pyright: ignore[reportUnknownArgumentType]
    if inner:
        copy[path[0]] = inner
    else:
        del copy[path[0]]
    return copy
