"""What the supervisor publishes about the processes of a cluster."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from seatrial.local.files import write_private
from seatrial.local.process import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.local.layout import ClusterDirectory


@dataclass(frozen=True, slots=True)
class ComponentProcess:
    """One component now.

    Attributes:
        identity: its process; None while it does not run.
        restarts: how often the supervisor started it again.
        last_exit: how it ended the last time, `exit 1` or `SIGKILL`; empty if it never did.

    """

    identity: ProcessIdentity | None
    restarts: int
    last_exit: str


@dataclass(frozen=True, slots=True)
class Processes:
    """The supervisor's latest word.

    Attributes:
        supervisor: its own process.
        components: by name.
        api_answers: the API server serves requests of an administrator; RBAC's roles may not be there yet.
        api_ready: the API server says that it is ready.

    """

    supervisor: ProcessIdentity
    components: Mapping[str, ComponentProcess]
    api_answers: bool
    api_ready: bool

    @property
    def identities(self) -> tuple[ProcessIdentity, ...]:
        return tuple(c.identity for c in self.components.values() if c.identity)


def write_processes(directory: ClusterDirectory, processes: Processes) -> None:
    """Replace the published state in one step."""
    write_private(directory.processes, json.dumps(asdict(processes), indent=2) + "\n")


def read_processes(directory: ClusterDirectory) -> Processes | None:
    """The published state, or None where there is none that can be read."""
    try:
        raw: dict[str, Any] = json.loads(directory.processes.read_bytes())
        components = {
            name: ComponentProcess(_identity(c["identity"]), int(c["restarts"]), str(c["last_exit"]))
            for name, c in raw["components"].items()
        }
        supervisor = _identity(raw["supervisor"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if supervisor is None:
        return None
    return Processes(supervisor, components, bool(raw.get("api_answers")), bool(raw.get("api_ready")))


def _identity(raw: Mapping[str, Any] | None) -> ProcessIdentity | None:
    return ProcessIdentity(int(raw["pid"]), str(raw["started"])) if raw else None
