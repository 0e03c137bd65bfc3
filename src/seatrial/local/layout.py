"""The directory of one local cluster, and what lies where in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.local.errors import LocalError, disk_errors

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class ClusterDirectory:
    """`<state>/clusters/<name>/`, readable by its owner alone."""

    root: Path

    @classmethod
    def of(cls, clusters: Path, name: str) -> ClusterDirectory:
        """The directory of the cluster called `name`; it need not exist.

        Raises:
            LocalError: not a name for a cluster; it becomes part of a path and of a context.

        """
        if not NAME.fullmatch(name):
            raise LocalError(
                f"{name[:60]!r} is not a name for a local cluster",
                fix="use at most 40 lower-case letters, digits and inner hyphens, such as vision or team-a",
            )
        return cls(clusters / name)

    @property
    def name(self) -> str:
        return self.root.name

    @property
    def context(self) -> str:
        """The name of the cluster's context, user and cluster in the kubeconfig."""
        return f"seatrial-{self.name}"

    @property
    def lock(self) -> Path:
        """Held during up, down and reset; beside the directory, because reset removes that."""
        return self.root.with_name(f".{self.name}.lock")

    @property
    def settings(self) -> Path:
        return self.root / "cluster.json"

    @property
    def processes(self) -> Path:
        return self.root / "processes.json"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives, so that its death shows whatever killed it."""
        return self.root / "supervisor.lock"

    @property
    def pki(self) -> Path:
        return self.root / "pki"

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def etcd(self) -> Path:
        return self.root / "etcd"

    def log(self, component: str) -> Path:
        return self.logs / f"{component}.log"

    def kubeconfig(self, user: str) -> Path:
        return self.config / f"{user}.kubeconfig"

    def create(self) -> None:
        """Make what is missing, closed to other users.

        Raises:
            LocalError: the disk refuses.

        """
        with disk_errors(self.root):
            self.root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.root, self.pki, self.config, self.logs, self.etcd):
                folder.mkdir(exist_ok=True, mode=0o700)
                folder.chmod(0o700)
