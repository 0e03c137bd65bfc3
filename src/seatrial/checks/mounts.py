"""Where a path inside a container is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.view import Container


class Place(NamedTuple):
    """The volume under a path.

    Attributes:
        field: of the mount.
        name: of the volume.
        volume: as the pod declares it; empty where the pod does not, such as a StatefulSet's claim templates.

    """

    field: str
    name: str
    volume: Mapping[str, Any]


def place_of(container: Container, path: str) -> Place | None:
    """The mount that holds the path, the deepest of several; None where that is the container's own layer."""
    best, deepest = None, -1
    for index, mount in enumerate(sequence(container.spec.get("volumeMounts"))):
        where = text(at(mount, "mountPath")).rstrip("/")
        if (path == where or path.startswith(f"{where}/")) and len(where) > deepest:
            name = text(at(mount, "name"))
            volume = mapping(container.pod.volumes.get(name))
            best, deepest = Place(f"{container.path}.volumeMounts[{index}]", name, volume), len(where)
    return best


def is_scratch(place: Place | None) -> bool:
    """Whether what is written there is gone with the pod: the container's own layer or an emptyDir."""
    return place is None or "emptyDir" in place.volume
