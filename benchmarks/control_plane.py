"""A local cluster of a benchmark's own: it touches none of the user's clusters, and ends with the block."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local import cluster
from seatrial.local.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Generator

    from seatrial.kube.access import ClusterAccess


def user_paths() -> Paths:
    """Where binaries are cached; a benchmark uses that, and nothing else of it."""
    return Paths.from_environment(os.environ)


@contextmanager
def own_state(name: str) -> Generator[Paths]:
    """Paths in a temporary folder; the cluster of that name is ended and removed at the end, also after a failure."""
    with tempfile.TemporaryDirectory(prefix="seatrial-bench-") as folder:
        paths = replace(user_paths(), state=Path(folder) / "state", kubeconfig=Path(folder) / "kubeconfig")
        try:
            yield paths
        finally:
            cluster.reset(name, paths=paths)


def access_to(running: cluster.LocalCluster) -> ClusterAccess:
    """How to reach the cluster as its administrator."""
    from seatrial.kube.kubeconfig import load_access

    return load_access(environment={}, home=running.directory, kubeconfig=running.kubeconfig, context=running.context)
