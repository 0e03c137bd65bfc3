"""What a local cluster is doing now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from seatrial.local.commands import COMPONENTS
from seatrial.local.errors import LocalError
from seatrial.local.layout import ClusterDirectory
from seatrial.local.lock import is_held
from seatrial.local.processes import read_processes
from seatrial.local.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from seatrial.local.paths import Paths


class State(StrEnum):
    """A cluster as a whole.

    `running`: every component runs and the API server is ready. `starting`: supervised, and not there yet, or a
    component is being started again. `stopped`: no supervisor; `up` brings it back with its data. `broken`: its
    directory is half-written; `up` repairs it.
    """

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ComponentStatus:
    """One process.

    Attributes:
        name: the component.
        pid: its process; 0 while it does not run.
        restarts: how often it was started again since `up`.
        last_exit: how it ended the last time; empty if it never did.
        log: its log file.

    """

    name: str
    pid: int
    restarts: int
    last_exit: str
    log: Path


@dataclass(frozen=True, slots=True)
class LocalStatus:
    """One cluster.

    Attributes:
        name: its name.
        state: as a whole.
        context: its context in the kubeconfig.
        server: the URL of its API server; empty if it is broken.
        versions: of Kubernetes, etcd and KWOK, by binary.
        components: in the order in which they start.
        directory: where its data, keys and logs lie.

    """

    name: str
    state: State
    context: str
    server: str
    versions: dict[str, str]
    components: tuple[ComponentStatus, ...]
    directory: Path


def status(name: str, *, paths: Paths) -> LocalStatus:
    """The state of one cluster, from its directory; no request is made.

    Raises:
        LocalError: there is no such cluster.

    """
    directory = ClusterDirectory.of(paths.clusters, name)
    if not directory.root.is_dir():
        raise LocalError(f"There is no local cluster called {name}", fix="start it with `seatrial up`")
    settings = read_settings(directory)
    processes = read_processes(directory) if is_held(directory.supervisor_lock) else None
    components: list[ComponentStatus] = []
    for component in COMPONENTS:
        process = processes.components.get(component) if processes else None
        identity = process.identity if process else None
        pid = identity.pid if identity and identity.is_alive else 0
        restarts, last_exit = (process.restarts, process.last_exit) if process else (0, "")
        components.append(ComponentStatus(component, pid, restarts, last_exit, directory.log(component)))
    if settings is None:
        state = State.BROKEN
    elif not is_held(directory.supervisor_lock):
        state = State.STOPPED
    else:
        complete = processes and processes.api_ready and all(component.pid for component in components)
        state = State.RUNNING if complete else State.STARTING
    return LocalStatus(
        name=name,
        state=state,
        context=directory.context,
        server=settings.server if settings else "",
        versions=dict(settings.versions) if settings else {},
        components=tuple(components),
        directory=directory.root,
    )


def list_clusters(*, paths: Paths) -> tuple[LocalStatus, ...]:
    """Every local cluster by name, running or not."""
    folders = sorted(path.name for path in paths.clusters.glob("[a-z0-9]*") if path.is_dir())
    return tuple(status(name, paths=paths) for name in folders)
