"""What `up` decided about a cluster, kept across restarts of the machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seatrial.local.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.local.layout import ClusterDirectory

PORTS = ("apiserver", "etcd", "etcd-peer")


@dataclass(frozen=True, slots=True)
class Settings:
    """The supervisor reads this, and nothing else, to know what to run.

    Attributes:
        ports: the loopback port of each listener in `PORTS`.
        binaries: the file of each binary.
        versions: the version of each binary, to notice an upgrade of Seatrial.
        audit: whether the API server writes an audit log.

    """

    ports: Mapping[str, int]
    binaries: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    audit: bool = False

    @property
    def server(self) -> str:
        return f"https://127.0.0.1:{self.ports['apiserver']}"


def read_settings(directory: ClusterDirectory) -> Settings | None:
    """The settings, or None where there are none that can be used: a crash, an older format, a foreign hand."""
    try:
        raw = json.loads(directory.settings.read_bytes())
        settings = Settings(**raw)
        ports = {name: int(settings.ports[name]) for name in PORTS}
        binaries = {str(name): str(Path(file)) for name, file in settings.binaries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return Settings(ports, binaries, dict(settings.versions), bool(settings.audit))


def write_settings(directory: ClusterDirectory, settings: Settings) -> None:
    """Replace the settings in one step."""
    content: dict[str, Any] = asdict(settings)
    write_private(directory.settings, json.dumps(content, indent=2, sort_keys=True) + "\n")
