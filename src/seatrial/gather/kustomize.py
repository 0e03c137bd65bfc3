"""Kustomizations, built by the user's own kustomize or kubectl; each object is placed in the file it comes from."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, sequence, text
from seatrial.finding import Severity
from seatrial.gather.files import KUSTOMIZATIONS
from seatrial.gather.programs import ProgramFailedError
from seatrial.gather.rendered import BROKEN, NOT_RENDERED, Pages, fault, one_line, without
from seatrial.manifests.read import File, read_document, read_file, read_text
from seatrial.manifests.split import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from seatrial.gather.rendered import Rendering

ORIGIN = "config.kubernetes.io/origin"
"""The annotation in which kustomize says where an object comes from, when it is asked to."""
FOLDERS = ("resources", "bases", "components")
"""Fields that list files of objects and other kustomizations."""
PARTS = ("patches", "patchesJson6902", "replacements", "patchesStrategicMerge", "transformers", "generators",
         "validators", "configurations", "crds")  # fmt: skip
"""Fields that list files which are no whole objects."""


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One folder with a kustomization.

    Attributes:
        folder: as findings print it.
        name: its file.
        fields: what the file says; empty where it cannot be read.
        problem: what is to be said where it cannot be read.

    """

    folder: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    problem: File | None = None

    def listed(self, fields: Iterable[str]) -> Iterator[Path]:
        """The files and folders that some fields name; addresses and patches in place are none."""
        for entry in (entry for name in fields for entry in sequence(self.fields.get(name))):
            named = text(entry) or text(at(entry, "path"))
            if named and "\n" not in named and "://" not in named:
                path = Path(os.path.realpath(Path(self.folder, named)))
                if path.exists():
                    yield path


def read_kustomization(folder: str) -> Kustomization:
    """What the kustomization of a folder says."""
    name = next(
        (f"{folder}/{name}" for name in KUSTOMIZATIONS if Path(folder, name).is_file()), f"{folder}/{KUSTOMIZATIONS[0]}"
    )
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problem = fault(BROKEN, name, f"the kustomization cannot be read: {reason}", "check its permissions")
        return Kustomization(folder, name, problem=problem)
    content, faults = read_text(name, data)
    fields: Mapping[str, Any] = {}
    for part in split(content):
        value, found = read_document(part, name)
        fields = fields or mapping(value)
        faults += found
    problem = File(name, content, findings=faults, unread=True) if faults and not fields else None
    return Kustomization(folder, name, fields, problem)


def roots(found: Sequence[Kustomization]) -> list[Kustomization]:
    """Those that are built for themselves: no other lists them, and they are no components."""
    listed = {path for each in found for path in each.listed(FOLDERS) if path.is_dir()}
    return [
        each
        for each in found
        if each.fields.get("kind") != "Component" and Path(os.path.realpath(each.folder)) not in listed
    ]


def parts(found: Sequence[Kustomization]) -> set[str]:
    """Real paths of the files that are read as parts of something: kustomizations and patches, not whole objects."""
    whole = {str(path) for each in found for path in each.listed(FOLDERS)}
    files = {str(path) for each in found for path in each.listed(PARTS)}
    return {os.path.realpath(each.name) for each in found} | (files - whole)


def resources(root: Kustomization) -> set[str]:
    """Real paths of the files of objects that go into a root, through all that it lists."""
    found: set[str] = set()
    waiting = [root]
    seen = {os.path.realpath(root.folder)}
    while waiting:
        for path in waiting.pop().listed(FOLDERS):
            if not path.is_dir():
                found.add(str(path))
            elif str(path) not in seen:
                seen.add(str(path))
                waiting.append(read_kustomization(str(path)))
    return found


def build(root: Kustomization, names: Mapping[str, str], how: Rendering) -> tuple[list[File], bool]:
    """What a kustomization makes, and whether it could be built.

    Args:
        root: from `roots`.
        names: real path → the name that findings print; of others it is made from the root's.
        how: where the programs are.

    """
    if root.problem:
        return [root.problem], False
    command = _command(how)
    if not command:
        message = "neither kustomize nor kubectl is installed: its files are checked as they are, without the patches"
        return [fault(NOT_RENDERED, root.name, message, "install kustomize", severity=Severity.INFO)], False
    # The folder that asks for origins lies elsewhere: nothing of the user's is changed for it.
    with tempfile.TemporaryDirectory(prefix="seatrial-") as made:
        above = os.path.realpath(made)
        there = os.path.relpath(os.path.realpath(root.folder), above)
        Path(above, KUSTOMIZATIONS[0]).write_text(_above(there), encoding="utf-8")
        try:
            output = how.programs.run([*command, above])
        except ProgramFailedError as failed:
            words = _reason(str(failed), {there: root.folder, f"{os.path.realpath('.')}{os.sep}": "", above: "."})
            message = f"the kustomization does not build: {words}"
            return [fault(BROKEN, root.name, message, f"see: {' '.join(_shown(command))} {root.folder}")], False
        pages = Pages()
        for resource in read_file(root.name, output).resources:
            _place(pages, root, above, names, resource.manifest)
    return pages.files(), True


def _reason(words: str, names: Mapping[str, str]) -> str:
    """The innermost of the reasons that kustomize nests, with the names that the user knows."""
    for path, name in names.items():
        words = words.replace(path, name)
    outer, nested, inner = words.rpartition("recursed accumulation of path ")
    return one_line(inner.partition(": ")[2] if nested else outer or inner)


def _command(how: Rendering) -> list[str]:
    for name, arguments in (("kustomize", ["build"]), ("kubectl", ["kustomize"])):
        program = how.programs.find(name)
        if program:
            return [program, *arguments]
    return []


def _shown(command: Sequence[str]) -> list[str]:
    return [Path(command[0]).name, *command[1:]]


def _above(there: str) -> str:
    import json

    return json.dumps({"resources": [there], "buildMetadata": ["originAnnotations"]})


def _place(pages: Pages, root: Kustomization, above: str, names: Mapping[str, str], made: dict[str, Any]) -> None:
    annotation = text(at(made, "metadata", "annotations", ORIGIN))
    manifest = without(made, "metadata", "annotations", ORIGIN)
    origin = dict(line.split(": ", 1) for line in annotation.splitlines() if ": " in line and not line.startswith(" "))
    written, generated = origin.get("path", ""), origin.get("configuredIn", "")
    # What comes from a repository elsewhere has a path, too, but none here.
    if (written or generated) and "repo" not in origin:
        path = os.path.realpath(Path(above, (written or generated).strip("'\"")))
        name = names.get(path) or os.path.normpath(
            Path(root.folder, os.path.relpath(path, os.path.realpath(root.folder)))
        )
        if written and pages.add(name, Path(path), manifest):
            return
        if generated and Path(path).is_file():
            pages.add_at(name, Path(path), manifest, _generator(Path(path), manifest))
            return
    pages.add_at(root.name, Path(root.name), manifest, ("resources",))


def _generator(path: Path, manifest: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where a ConfigMap or Secret is asked for: by name, which the hash of the content follows."""
    kind, name = text(manifest.get("kind")), text(at(manifest, "metadata", "name"))
    key = f"{kind[:1].lower()}{kind[1:]}Generator"
    entries = sequence(read_kustomization(str(path.parent)).fields.get(key))
    named = [index for index, entry in enumerate(entries) if (text(at(entry, "name")) or "\n") in name]
    return (key, named[0]) if named else (key,)
