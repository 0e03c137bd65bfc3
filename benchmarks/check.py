"""All rules over some thousands of manifests, and over one, in turn with what people check with instead."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from child import installed, seatrial
from control_plane import user_paths
from corpus import write_corpus
from figure import Figure
from peers import build, write_schemas
from seatrial.local.versions import KUBERNETES

if TYPE_CHECKING:
    from collections.abc import Sequence

REPETITIONS = 5
AIM_DOCUMENTS, AIM_SECONDS, AIM_MEBIBYTES = 5_000, 0.25, 150
SAMPLE_SECONDS = 0.01


def run() -> list[Figure]:
    """Documents a second and memory of each tool on the same files, then one file alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files, documents = write_corpus(folder / "corpus")
        one = min((folder / "corpus").glob("*/*.yaml"))
        peers = build(user_paths().cache / "peers")
        (folder / "schemas").mkdir()
        if "kubeconform" in peers and not write_schemas(folder / "schemas", f"v{KUBERNETES}"):
            del peers["kubeconform"]
        paths = [str(path) for path in sorted((folder / "corpus").glob("*/*.yaml"))]
        commands = {"seatrial": seatrial("check", str(folder / "corpus"), "-o", "json")}
        if "kube-score" in peers:
            commands["kube-score"] = [str(peers["kube-score"]), "score", "-o", "json", *paths]
        if "kubeconform" in peers:
            where = f"{folder / 'schemas'}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
            commands["kubeconform"] = [
                str(peers["kubeconform"]), "-n", str(os.cpu_count() or 1), "-strict", "-ignore-missing-schemas",
                "-output", "json", "-schema-location", where, str(folder / "corpus"),
            ]  # fmt: skip
        taken: dict[str, list[tuple[float, float]]] = {tool: [] for tool in commands}
        alone: list[float] = []
        for _ in range(REPETITIONS):
            for tool, command in commands.items():
                taken[tool].append(measure(command))
            alone.append(measure(seatrial("check", str(one)))[0])
    rates = {tool: [documents / wall for wall, _ in samples] for tool, samples in taken.items()}
    memory = {tool: [peak for _, peak in samples] for tool, samples in taken.items()}
    what = f"{documents} documents in {files} files"
    figures = [Figure(f"check: {what}", rates["seatrial"], "documents/s", at_least=AIM_DOCUMENTS)]
    figures += [
        Figure(f"check: {what}", rates["seatrial"], "documents/s", instead=rates[tool], which_is=tool, times_better=1)
        for tool in ("kube-score", "kubeconform")
        if tool in rates
    ]
    figures.append(Figure("check: memory of all its processes", memory["seatrial"], "MiB", at_most=AIM_MEBIBYTES))
    figures.append(Figure("check: one file", alone, at_most=AIM_SECONDS))
    return figures


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and the most mebibytes that the process and its children held together.

    Memory is the proportional set size, in which what two processes share counts once; only Linux tells it.

    Raises:
        RuntimeError: the command could not run; that it found something is no failure.

    """
    started = time.perf_counter()
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, env=installed())
    peak, ended = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended))
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - started
    ended.set()
    watcher.join()
    if code not in (0, 1):
        raise RuntimeError(f"{' '.join(command[:4])} ended with {code}")
    return wall, peak[0]


def _watch(pid: int, peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(SAMPLE_SECONDS):
        peak[0] = max(peak[0], sum(map(_held, _family(pid))))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [pid, *map(int, children.read_text().split())]
    except OSError:
        return []


def _held(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next((row for row in rollup.splitlines() if row.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(*[figure.row for figure in run()], sep="\n", file=sys.stdout)
