"""How long a command keeps one waiting before it does anything."""

from __future__ import annotations

import sys
from pathlib import Path

from child import Child, kubectl, measure, seatrial
from figure import Figure

REPETITIONS = 11
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "inference" / "cluster.yaml"
AIM_SECONDS = 0.2


def run() -> list[Figure]:
    """`--help` and a whole `check`, in turn with `kubectl --help` and a Python that does nothing."""
    commands = {
        "help": seatrial("--help"),
        "check": seatrial("check", str(EXAMPLE)),
        "kubectl": [kubectl(), "--help"],
        "python": [sys.executable, "-c", "pass"],
    }
    taken: dict[str, list[Child]] = {name: [] for name in commands}
    for _ in range(REPETITIONS):
        for name, command in commands.items():
            taken[name].append(measure(command))
    wall = {name: [each.wall for each in children] for name, children in taken.items()}
    cpu = {name: [each.cpu for each in children] for name, children in taken.items()}
    command = "kubectl --help"
    return [
        Figure("seatrial --help", wall["help"], instead=wall["kubectl"], which_is=command, at_most=AIM_SECONDS),
        Figure("seatrial --help, processor time", cpu["help"], instead=cpu["python"], which_is="python -c pass"),
        Figure("seatrial check examples/inference/cluster.yaml", wall["check"]),
        Figure("the same, processor time", cpu["check"]),
    ]
