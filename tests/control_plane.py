"""A real control plane for tests, as a fixture of the session.

With pytest-xdist a worker that uses it starts its own (0.5 GB), so that no test sees another worker's objects; mark the
tests `xdist_group("control-plane")` so that one worker runs them all.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from seatrial.local import cluster
from seatrial.local.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """A local cluster that is up.

    `kubeconfig` has one context, `context`; `put_nodes` replaces the simulated nodes.
    """

    name: str
    context: str
    kubeconfig: Path
    server: str
    directory: Path
    paths: Paths

    def put_nodes(self, nodes: Sequence[dict[str, Any]]) -> None:
        asyncio.run(cluster.up(self.name, nodes, paths=self.paths))


def isolated_paths(folder: Path) -> Paths:
    """The user's cache of binaries, and everything else below `folder`."""
    users = Paths.from_environment(os.environ)
    return replace(users, state=folder / "state", kubeconfig=folder / "kubeconfig")


def simulated_node(name: str, *, gpus: int = 0, zone: str = "zone-a") -> dict[str, Any]:
    """A Node as the compiler makes them, in short."""
    capacity = {"cpu": "48", "memory": "192Gi", "pods": "110"} | ({"nvidia.com/gpu": str(gpus)} if gpus else {})
    taints = [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}] if gpus else []
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone}},
        "spec": {"taints": taints} if taints else {},
        "status": {"capacity": capacity, "allocatable": dict(capacity)},
    }


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A running cluster called `tests` with three nodes, one of them with GPUs; gone after the session."""
    paths = isolated_paths(tmp_path_factory.mktemp("control-plane"))
    nodes = [simulated_node("cpu-0"), simulated_node("cpu-1", zone="zone-b"), simulated_node("gpu-0", gpus=8)]
    try:
        up = asyncio.run(cluster.up("tests", nodes, paths=paths))
        yield ControlPlane(up.name, up.context, up.kubeconfig, up.server, up.directory, paths)
    finally:
        cluster.reset("tests", paths=paths)
