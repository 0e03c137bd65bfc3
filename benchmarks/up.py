"""From nothing to sixty Ready nodes: etcd, the control plane and KWOK, with the binaries on disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from control_plane import own_state
from figure import Figure
from machine import resident_mebibytes
from seatrial.compiler.nodes import nodes
from seatrial.compiler.passes import context_at
from seatrial.local import cluster
from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.events import LocalEvent, Step
from seatrial.local.layout import ClusterDirectory
from seatrial.local.processes import read_processes
from seatrial.spec.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seatrial.local.paths import Paths
    from seatrial.resource import Manifest

REPETITIONS = 5
NAME = "bench-up"
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "platform" / "cluster.yaml"
MOMENTS = ("processes started", "API server answers", "API server ready", "first node Ready", "all nodes Ready")
AIM_SECONDS = 5.0
LOOK_SECONDS = 0.01


def run() -> list[Figure]:
    """Cold starts, each in a folder of its own, then one stop and start over the same data."""
    wanted = example_nodes()
    moments: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, list[float]] = defaultdict(list)
    again: list[float] = []
    for _ in range(REPETITIONS):
        with own_state(NAME) as paths:
            locate_binaries(paths)
            for moment, seconds in start(wanted, paths).items():
                moments[moment].append(seconds)
            for component, mebibytes in resident(paths).items():
                memory[component].append(mebibytes)
            cluster.down(NAME, paths=paths)
            again.append(start(wanted, paths)["all nodes Ready"])
    total = [sum(parts) for parts in zip(*memory.values(), strict=True)]
    return [
        *(Figure(f"up: {moment}", moments[moment]) for moment in MOMENTS[:-1]),
        Figure(f"up: all {len(wanted)} nodes Ready", moments[MOMENTS[-1]], at_most=AIM_SECONDS),
        Figure(f"up again after down: all {len(wanted)} nodes Ready", again),
        *(Figure(f"memory: {component}", samples, "MiB") for component, samples in sorted(memory.items(), key=_most)),
        *([Figure("memory: all of them", total, "MiB")] if total else []),
    ]


def _most(item: tuple[str, list[float]]) -> float:
    return -median(item[1])


def example_nodes() -> tuple[Manifest, ...]:
    def read(included: str) -> bytes:
        return Path(included).read_bytes()

    loaded = load(EXAMPLE.read_bytes(), file=str(EXAMPLE), read=read, environment={"HF_TOKEN": "unused"})
    assert loaded.cluster is not None, loaded.findings
    return nodes(context_at(loaded.cluster))


def start(wanted: Sequence[Manifest], paths: Paths) -> dict[str, float]:
    """One `up`: moment → seconds since its start."""
    moments: dict[str, float] = {}
    started = time.perf_counter()

    def reach(moment: str) -> None:
        moments.setdefault(moment, time.perf_counter() - started)

    def report(event: LocalEvent) -> None:
        if event.step is Step.NODES and event.message == "ready" and event.done:
            reach("first node Ready")

    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(ClusterDirectory.of(paths.clusters, NAME), reach, over))
    watcher.start()
    try:
        asyncio.run(cluster.up(NAME, wanted, paths=paths, report=report))
        reach("all nodes Ready")
    finally:
        over.set()
        watcher.join()
    return moments


def _watch(directory: ClusterDirectory, reach: Callable[[str], None], over: threading.Event) -> None:
    """Note what the supervisor publishes, which costs it nothing."""
    while not over.wait(LOOK_SECONDS):
        processes = read_processes(directory)
        if processes is None:
            continue
        if all(component.identity for component in processes.components.values()):
            reach("processes started")
        if processes.api_answers:
            reach("API server answers")
        if processes.api_ready:
            reach("API server ready")


def resident(paths: Paths) -> dict[str, float]:
    """Component → MiB in memory, right after the nodes are Ready."""
    processes = read_processes(ClusterDirectory.of(paths.clusters, NAME))
    assert processes is not None
    running = {name: each.identity for name, each in processes.components.items()}
    running["supervisor"] = processes.supervisor
    sizes = {name: resident_mebibytes(identity.pid) for name, identity in running.items() if identity}
    return {name: size for name, size in sizes.items() if size is not None}
