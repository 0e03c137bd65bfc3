"""Starting and ending the processes of one cluster, whatever state the machine left them in."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.commands import COMPONENTS
from seatrial.local.configuration import write_configuration
from seatrial.local.diagnosis import explain
from seatrial.local.errors import LocalError, disk_errors
from seatrial.local.files import append_private
from seatrial.local.layout import ClusterDirectory
from seatrial.local.lock import is_held
from seatrial.local.pki import ensure_pki
from seatrial.local.ports import choose_ports
from seatrial.local.processes import Processes, read_processes
from seatrial.local.settings import Settings, read_settings, write_settings
from seatrial.local.versions import BINARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

END_SECONDS = 15.0
POLL_SECONDS = 0.02
HOPELESS_RESTARTS = 5
ENVIRONMENT = ("HOME", "PATH", "LANG", "LC_ALL", "PYTHONHOME", "VIRTUAL_ENV")
SOURCE_ROOT = Path(__file__).resolve().parents[2]
"""Where this package was imported from: the supervisor runs in another directory, and must find the same one."""


def ensure_running(directory: ClusterDirectory, binaries: Mapping[str, Path], *, audit: bool) -> bool:
    """Leave a supervisor running with these binaries and this configuration.

    What a crash left half-written is written anew; the data of etcd is kept whatever happens to the rest.

    Returns:
        Whether it had to be started: False if it ran already.

    Raises:
        LocalError: the disk refuses, or no port is free.

    """
    directory.create()
    previous = read_settings(directory)
    renewed = ensure_pki(directory.pki, dt.datetime.now(dt.UTC))
    wanted = Settings(
        ports=dict(previous.ports) if previous else {},
        binaries={name: str(file) for name, file in binaries.items()},
        versions={binary.name: binary.version for binary in BINARIES},
        audit=audit,
    )
    if is_held(directory.supervisor_lock):
        if wanted == previous and not renewed:
            return False
        stop(directory)
    _end_orphans(directory)
    ports = choose_ports(wanted.ports, _ports_of_others(directory), seed=bytes(directory.root))
    settings = Settings(ports, wanted.binaries, wanted.versions, wanted.audit)
    write_configuration(directory, settings)
    write_settings(directory, settings)
    _start_supervisor(directory)
    return True


def wait_answering(directory: ClusterDirectory, timeout_seconds: float) -> None:
    """Return when the API server serves an administrator; more comes up meanwhile.

    Raises:
        LocalError: it does not come up; the message says which component and why.

    """
    _wait(directory, timeout_seconds, lambda processes: processes.api_answers)


def wait_ready(directory: ClusterDirectory, timeout_seconds: float) -> None:
    """Return when the API server is ready and every component runs.

    Raises:
        LocalError: it does not come up; the message says which component and why.

    """

    def is_ready(processes: Processes) -> bool:
        return processes.api_ready and all(component.identity for component in processes.components.values())

    _wait(directory, timeout_seconds, is_ready)


def _wait(directory: ClusterDirectory, timeout_seconds: float, enough: Callable[[Processes], bool]) -> None:
    deadline = time.monotonic() + timeout_seconds
    while not ((processes := read_processes(directory)) and enough(processes)):
        failed = _hopeless(processes)
        if failed or time.monotonic() > deadline:
            raise explain(directory, failed)
        if not is_held(directory.supervisor_lock):
            raise explain(directory, "supervisor")
        time.sleep(POLL_SECONDS)


def stop(directory: ClusterDirectory) -> bool:
    """End the supervisor and every component; whether anything ran.

    Raises:
        LocalError: the supervisor does not end.

    """
    processes = read_processes(directory)
    ran = is_held(directory.supervisor_lock)
    if ran and processes:
        processes.supervisor.end(END_SECONDS)
    deadline = time.monotonic() + END_SECONDS
    while is_held(directory.supervisor_lock):
        # A supervisor that has just started has not yet published its number.
        if not processes and (processes := read_processes(directory)):
            processes.supervisor.end(END_SECONDS)
        if time.monotonic() > deadline:
            raise LocalError(
                f"The supervisor of the local cluster {directory.name} does not end",
                fix=f"end the process that holds {directory.supervisor_lock}",
            )
        time.sleep(POLL_SECONDS)
    return _end_orphans(directory) or ran


def require_steady(directory: ClusterDirectory) -> None:
    """Return if no component ends again and again.

    Raises:
        LocalError: one does; the message says which and why.

    """
    if failed := _hopeless(read_processes(directory)):
        raise explain(directory, failed)


def _end_orphans(directory: ClusterDirectory) -> bool:
    """End components whose supervisor is dead; only outside Linux, where the kernel does not, are there any."""
    processes = read_processes(directory)
    if processes is None:
        return False
    orphans = [identity for identity in processes.identities if identity.is_alive]
    for orphan in orphans:
        orphan.end(END_SECONDS)
    directory.processes.unlink(missing_ok=True)
    return bool(orphans)


def _ports_of_others(directory: ClusterDirectory) -> set[int]:
    """Ports of clusters that are down are theirs too: their contexts name them."""
    others = (ClusterDirectory(path) for path in directory.root.parent.glob("[a-z0-9]*") if path != directory.root)
    return {port for other in others if (settings := read_settings(other)) for port in settings.ports.values()}


def _start_supervisor(directory: ClusterDirectory) -> None:
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = str(SOURCE_ROOT)
    with disk_errors(directory.logs), append_private(directory.log("supervisor")) as log:
        done = subprocess.run(  # noqa: S603  this Python and our own module
            [sys.executable, "-m", "seatrial.local.supervisor", str(directory.root)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=directory.root,
            env=environment,
            start_new_session=True,
            check=False,
        )
    if done.returncode:
        raise explain(directory, "supervisor")


def _hopeless(processes: Processes | None) -> str:
    """The first component, in starting order, that ended too often; those after it fail because of it."""
    if processes is None:
        return ""
    failing = (name for name in COMPONENTS if processes.components[name].restarts >= HOPELESS_RESTARTS)
    return next(failing, "")
