"""Local clusters: real control planes of Kubernetes on this machine, with simulated nodes."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.kube.client import connect
from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.commands import COMPONENTS
from seatrial.local.configuration import kubeconfig
from seatrial.local.errors import LocalError, disk_errors
from seatrial.local.events import LocalEvent, Report, Step, ignore
from seatrial.local.kubeconfig_file import add_context, remove_context
from seatrial.local.layout import ClusterDirectory
from seatrial.local.lifecycle import ensure_running, require_steady, stop, wait_answering, wait_ready
from seatrial.local.lock import hold, hold_async
from seatrial.local.log_file import tail
from seatrial.local.nodes import PARALLEL_REQUESTS, NodeChanges, administrator, sync_nodes, wait_nodes_ready
from seatrial.local.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from seatrial.local.paths import Paths
    from seatrial.resource import Manifest

READY_SECONDS = 90.0
"""A cold start takes a few seconds; this is for a machine that is busy with something else."""
PATIENCE_SECONDS = 60.0
"""How long no further node may become Ready before something is wrong."""


@dataclass(frozen=True, slots=True)
class LocalCluster:
    """A cluster that is up.

    Attributes:
        name: as it was asked for.
        context: its context in `kubeconfig`.
        kubeconfig: the user's file.
        server: the URL of its API server.
        directory: where its data, keys and logs lie.
        started: whether its control plane had to be started; False if it ran already.
        nodes: what was done to its nodes.

    """

    name: str
    context: str
    kubeconfig: Path
    server: str
    directory: Path
    started: bool
    nodes: NodeChanges


async def up(
    name: str,
    nodes: Sequence[Manifest],
    *,
    paths: Paths,
    report: Report = ignore,
    audit: bool = False,
) -> LocalCluster:
    """Leave the cluster running with exactly these nodes, all Ready, and its context in the kubeconfig.

    Idempotent: what is there stays, what is missing is made, and nodes of an earlier `up` that are not given go.

    Args:
        name: lower-case letters, digits and inner hyphens.
        nodes: Node manifests with labels, taints and, in `status`, capacity and allocatable.
        paths: where things lie on this machine.
        report: told about progress.
        audit: whether the API server writes `logs/audit.log`.

    Raises:
        LocalError: what is outside does not play along; the message is one sentence.

    """
    directory = ClusterDirectory.of(paths.clusters, name)
    async with hold_async(directory.lock, f"`seatrial up` of {name}", _waiting(name, report)):
        binaries = locate_binaries(paths, report)
        report(LocalEvent(Step.CONTROL_PLANE, name, "starting"))
        started = await asyncio.to_thread(_start, directory, binaries, audit=audit)
        settings = read_settings(directory)
        assert settings is not None
        add_context(paths, kubeconfig(directory, settings, "admin"))
        changes = await _put_nodes(directory, settings.server, nodes, report)
    return LocalCluster(name, directory.context, paths.kubeconfig, settings.server, directory.root, started, changes)


def down(name: str, *, paths: Paths, report: Report = ignore) -> bool:
    """End the processes of the cluster and keep its data, ports and context; whether anything ran.

    Raises:
        LocalError: there is no such cluster, or a process does not end.

    """
    directory = _existing(paths, name)
    with hold(directory.lock, f"`seatrial down` of {name}", _waiting(name, report)):
        return stop(directory)


def reset(name: str, *, paths: Paths, report: Report = ignore) -> bool:
    """End the cluster and forget it: data, keys, logs and context. Whether there was anything to forget.

    Raises:
        LocalError: a process does not end, or the disk refuses.

    """
    directory = ClusterDirectory.of(paths.clusters, name)
    with hold(directory.lock, f"`seatrial reset` of {name}", _waiting(name, report)):
        existed = directory.root.exists()
        if existed:
            stop(directory)
            with disk_errors(directory.root):
                shutil.rmtree(directory.root)
        remove_context(paths, directory.context)
    return existed


def logs(name: str, component: str, lines: int = 100, *, paths: Paths) -> tuple[str, ...]:
    """The last lines of a component's log, oldest first; `supervisor` and `audit` have one too.

    Raises:
        LocalError: there is no such cluster or component.

    """
    directory = _existing(paths, name)
    known = (*COMPONENTS, "supervisor", "audit")
    if component not in known:
        raise LocalError(f"No component is called {component!r}", fix=f"ask for one of {', '.join(known)}")
    return tail(directory.log(component), lines)


def _existing(paths: Paths, name: str) -> ClusterDirectory:
    directory = ClusterDirectory.of(paths.clusters, name)
    if not directory.root.exists():
        raise LocalError(f"There is no local cluster called {name}", fix=f"start it with `seatrial up --name {name}`")
    return directory


def _waiting(name: str, report: Report) -> Callable[[str], None]:
    return lambda message: report(LocalEvent(Step.WAIT, name, message))


def _start(directory: ClusterDirectory, binaries: Mapping[str, Path], *, audit: bool) -> bool:
    """Start what does not run. A first failure gets a second try, in which a port taken meanwhile is replaced."""
    started = ensure_running(directory, binaries, audit=audit)
    try:
        wait_answering(directory, READY_SECONDS)
    except LocalError:
        stop(directory)
        ensure_running(directory, binaries, audit=audit)
        wait_answering(directory, READY_SECONDS)
        return True
    return started


async def _put_nodes(
    directory: ClusterDirectory, server: str, nodes: Sequence[Manifest], report: Report
) -> NodeChanges:
    total = len(nodes)

    def progress(message: str) -> Callable[[int], None]:
        return lambda done: report(LocalEvent(Step.NODES, "nodes", message, min(done, total), total, "nodes"))

    async with connect(administrator(directory, server), concurrency=PARALLEL_REQUESTS) as client:
        changes = await sync_nodes(client, nodes, progress("registering"))
        await asyncio.to_thread(wait_ready, directory, READY_SECONDS)
        report(LocalEvent(Step.CONTROL_PLANE, directory.name, f"serving on {server}", finished=True))
        names = [node["metadata"]["name"] for node in nodes]
        try:
            await wait_nodes_ready(client, names, progress("ready"), PATIENCE_SECONDS)
        except LocalError:
            require_steady(directory)  # a component that cannot run is the better explanation
            raise
    report(LocalEvent(Step.NODES, "nodes", "ready", total, total, "nodes", finished=True))
    return changes
