"""Where the local clusters keep their things on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files outside a cluster's own directory.

    Attributes:
        cache: what can be fetched again: binaries. Default: `seatrial` below the user's cache directory.
        state: what must survive: clusters. Default: `seatrial` below the user's state directory.
        kubeconfig: the file that gets a context for each cluster. Default: the first file of `KUBECONFIG`,
            else `~/.kube/config`, as kubectl has it.
        binaries: a folder with binaries to prefer, from `SEATRIAL_KUBERNETES_BIN`; None if not set.

    """

    cache: Path
    state: Path
    kubeconfig: Path
    binaries: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Paths:
        """The user's paths; `environment` is usually `os.environ`."""
        from platformdirs import user_cache_path, user_state_path

        files = [name for name in environment.get("KUBECONFIG", "").split(":") if name]
        folder = environment.get("SEATRIAL_KUBERNETES_BIN")
        return cls(
            cache=user_cache_path("seatrial"),
            state=user_state_path("seatrial"),
            kubeconfig=Path(files[0] if files else "~/.kube/config").expanduser(),
            binaries=Path(folder).expanduser() if folder else None,
        )

    @property
    def clusters(self) -> Path:
        return self.state / "clusters"
