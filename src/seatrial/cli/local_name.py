"""Which local cluster a command means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.cli.source import DEFAULT
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from seatrial.local.paths import Paths


def choose_cluster(name: str | None, paths: Paths) -> str:
    """The one named, else the one of cluster.yaml here, else the only one there is.

    Raises:
        SeatrialError: none or several could be meant.

    """
    from seatrial.local.status import list_clusters

    if name:
        return name
    known = [cluster.name for cluster in list_clusters(paths=paths)]
    here = name_in_file(Path(DEFAULT))
    if here and here in known:
        return here
    if len(known) == 1:
        return known[0]
    if not known:
        raise SeatrialError("there is no local cluster", fix="start one with: seatrial up")
    raise SeatrialError(f"there are several local clusters: {', '.join(known)}", fix="say which with --name")


def name_in_file(path: Path) -> str:
    """The `name` of the cluster file, or "" where there is no readable one."""
    import yaml

    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ""
    name = document.get("name") if isinstance(document, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # any YAML
    return name if isinstance(name, str) else ""
