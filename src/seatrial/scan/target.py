"""What is scanned: images by name, archives by path, and the images that a cluster file names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.position import written_from
from seatrial.scan.errors import ScanError
from seatrial.spec.values import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from seatrial.location import Position, SourceMap
    from seatrial.resource import Resource

ARCHIVES = (".tar", ".tar.gz", ".tgz")


@dataclass(frozen=True, slots=True)
class Target:
    """One image.

    Attributes:
        name: a reference (`registry.example.com/chat:1.4.2`), or the path of a file or folder.
        is_file: it is an archive (`docker save`, OCI) or a folder of the OCI layout.
        named_at: where a cluster file names it.

    """

    name: str
    is_file: bool = False
    named_at: tuple[Position, ...] = ()


def read_target(text: str) -> Target:
    """An argument of the command: a path if it looks like one, else the name of an image.

    Raises:
        ScanError: it is neither.

    """
    if text.endswith(ARCHIVES) or text.startswith(("/", "./", "../", "~")):
        path = Path(text)
        if not (path.is_file() or (path / "oci-layout").is_file()):
            fix = "name an archive that docker save wrote, a folder of the OCI layout, or an image"
            raise ScanError(f"there is no image at {text}", fix=fix)
        return Target(text, is_file=True)
    try:
        Image.parse(text)
    except ValueError as error:
        fix = "name an image, an archive that docker save wrote, or a cluster file"
        raise ScanError(str(error), fix=fix) from error
    return Target(text)


def images_of(resources: Sequence[Resource], sources: SourceMap) -> tuple[Target, ...]:
    """Every image that the pods of the resources run, once, with where the file names it, by name."""
    named: dict[str, set[Position]] = {}
    for found in Inventory(resources, Context()).objects:
        for pod in found.pods:
            for container in pod.containers:
                if container.image:
                    position = sources.locate(written_from(found.resource, f"{container.path}.image"))
                    named.setdefault(container.image, set()).update([position] if position else [])
    return tuple(Target(image, named_at=tuple(sorted(places))) for image, places in sorted(named.items()))


def once(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Each target once, in the order of its first mention."""
    merged: dict[str, Target] = {}
    for target in targets:
        before = merged.get(target.name)
        places = {*(before.named_at if before else ()), *target.named_at}
        merged[target.name] = Target(target.name, target.is_file, tuple(sorted(places)))
    return tuple(merged.values())
