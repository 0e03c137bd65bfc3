"""A thousand objects, applied by Seatrial and by kubectl in turn to the same cluster, and waited for until Ready."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from child import kubectl, measure
from control_plane import access_to, own_state
from figure import Figure
from seatrial.compiler.nodes import nodes
from seatrial.compiler.passes import compile_context, context_at
from seatrial.compiler.render import render_yaml
from seatrial.kube.client import FIELD_MANAGER, Client, connect
from seatrial.live.apply import ApplyOptions, apply
from seatrial.live.events import ObjectWritten
from seatrial.live.outcome import Result
from seatrial.live.planning import make_plan
from seatrial.live.wait import WaitOptions
from seatrial.local import cluster
from seatrial.local.definitions import install_definitions
from seatrial.spec.load import load
from services_file import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.live.events import Event, Report
    from seatrial.resource import Manifest, Resource

SERVICES = 122
"""Eight objects each; with their namespaces, quotas and roles, a thousand."""
REPETITIONS = 3
NODES = 24
NAME = "bench-apply"
AIM_TIMES = 5.0


@dataclass(slots=True)
class Times:
    """Seconds of each repetition from the start of a run: until all is written, until Ready, and of a second run."""

    written: list[float] = field(default_factory=list[float])
    ready: list[float] = field(default_factory=list[float])
    unchanged: list[float] = field(default_factory=list[float])


def run() -> list[Figure]:
    """Each repetition uses namespaces of its own; who begins alternates."""
    ours, theirs, count = Times(), Times(), 0
    with own_state(NAME) as paths, tempfile.TemporaryDirectory() as folder:
        machines, _ = compiled("machines")
        running = asyncio.run(cluster.up(NAME, machines, paths=paths))
        asyncio.run(prepare(running))
        program = [kubectl(), "--kubeconfig", str(running.kubeconfig), "--context", running.context]
        for number in range(REPETITIONS):
            _, for_us = compiled(f"ours-{number}")
            _, for_kubectl = compiled(f"theirs-{number}")
            count = len(for_us)
            for side in ("ours", "theirs") if number % 2 == 0 else ("theirs", "ours"):
                if side == "ours":
                    asyncio.run(ours_once(running, f"ours-{number}", for_us, ours))
                else:
                    kubectl_once(program, Path(folder), for_kubectl, theirs)
    return figures(ours, theirs, count)


def figures(ours: Times, theirs: Times, count: int) -> list[Figure]:
    command = "kubectl apply --server-side"

    def rate(seconds: Sequence[float]) -> list[float]:
        return [count / each for each in seconds]

    return [
        Figure(
            f"apply {count} new objects, plan included",
            rate(ours.written), "objects/s", rate(theirs.written), command, times_better=AIM_TIMES,
        ),
        Figure(
            f"apply the same {count} again, nothing to change",
            rate(ours.unchanged), "objects/s", rate(theirs.unchanged), command, times_better=AIM_TIMES,
        ),
        Figure(
            f"{count} new objects until Ready",
            ours.ready, "s", theirs.ready, f"{command}, then kubectl wait, of Deployments alone",
        ),
    ]  # fmt: skip


def compiled(name: str) -> tuple[tuple[Manifest, ...], tuple[Resource, ...]]:
    """The nodes and the objects of a file whose namespaces, and all that is outside them, carry this name."""
    loaded = load(write(SERVICES, name=name, nodes=NODES))
    assert loaded.cluster is not None, loaded.findings
    context = context_at(loaded.cluster)
    return nodes(context), compile_context(context)


async def prepare(running: cluster.LocalCluster) -> None:
    """What neither side is measured by: the custom kinds, and a first use of every kind."""
    _, resources = compiled("first")
    async with connect(access_to(running)) as client:
        await install_definitions(client, resources)


async def ours_once(running: cluster.LocalCluster, name: str, resources: Sequence[Resource], times: Times) -> None:
    """As `seatrial apply`: a new client, a plan, the writes, the wait; then once more."""
    started = time.perf_counter()
    last_write = 0.0

    def report(event: Event) -> None:
        nonlocal last_write
        if isinstance(event, ObjectWritten):
            last_write = time.perf_counter()

    async with connect(access_to(running)) as client:
        await carry_out(client, name, resources, report)
    times.ready.append(time.perf_counter() - started)
    times.written.append(last_write - started)
    started = time.perf_counter()
    async with connect(access_to(running)) as client:
        plan = await make_plan(client, resources, cluster=name)
        assert plan.is_empty, [str(action.key) for action in plan.actions if action.changes][:3]
    times.unchanged.append(time.perf_counter() - started)


async def carry_out(client: Client, name: str, resources: Sequence[Resource], report: Report) -> None:
    plan = await make_plan(client, resources, cluster=name)
    options = ApplyOptions(waiting=WaitOptions(has_load_balancers=False))
    outcome = await apply(client, plan, resources, options=options, report=report)
    assert outcome.result is Result.READY, (outcome.failures[:3], list(outcome.unready.items())[:3])


def kubectl_once(program: Sequence[str], folder: Path, resources: Sequence[Resource], times: Times) -> None:
    """The same objects as one file: applied, waited for, applied again."""
    file = folder / "rendered.yaml"
    file.write_text(render_yaml(resources, show_secrets=True))
    write_all = [*program, "apply", "--server-side", f"--field-manager={FIELD_MANAGER}", "-f", str(file)]
    spaces = [resource.name for resource in resources if resource.kind == "Namespace"]
    written = measure(write_all).wall
    started = time.perf_counter()
    waiting = [
        subprocess.Popen(
            [*program, "wait", "deployment", "--all", "-n", space, "--for=condition=Available", "--timeout=5m"],
            stdout=subprocess.DEVNULL,
        )
        for space in spaces
    ]
    failed = [process.args for process in waiting if process.wait()]
    assert not failed, failed
    times.written.append(written)
    times.ready.append(written + time.perf_counter() - started)
    times.unchanged.append(measure(write_all).wall)
