"""What the local control plane is made of, and for which machines it is published."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from seatrial.local.errors import LocalError

KUBERNETES = "1.37.2"
ETCD = "3.7.3"
KWOK = "0.8.0"


@dataclass(frozen=True, slots=True)
class Binary:
    """One program of the control plane.

    Attributes:
        name: its file name.
        version: without a leading `v`.
        version_arguments: how it is asked for its version; the answer contains `version`.
        module: the folder of `modules/` whose go.mod pins its build.
        package: the Go package that is its `main`.

    """

    name: str
    version: str
    version_arguments: tuple[str, ...]
    module: str
    package: str


def _kubernetes(name: str, *version_arguments: str) -> Binary:
    return Binary(name, KUBERNETES, version_arguments or ("--version",), "kubernetes", f"k8s.io/kubernetes/cmd/{name}")


BINARIES = (
    Binary("etcd", ETCD, ("--version",), "etcd", "go.etcd.io/etcd/server/v3"),
    _kubernetes("kube-apiserver"),
    _kubernetes("kube-controller-manager"),
    _kubernetes("kube-scheduler"),
    _kubernetes("kubectl", "version", "--client"),
    Binary("kwok", KWOK, ("--version",), "kwok", "sigs.k8s.io/kwok/cmd/kwok"),
)


@dataclass(frozen=True, slots=True)
class Platform:
    """An operating system and processor in Go's words: `linux`, `amd64`."""

    os: str
    arch: str

    @classmethod
    def current(cls) -> Platform:
        """The platform this runs on.

        Raises:
            LocalError: Kubernetes has no control plane for it.

        """
        arch = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(
            platform.machine().lower()
        )
        os = {"linux": "linux", "darwin": "darwin"}.get(sys.platform)
        if not arch or not os:
            raise LocalError(
                f"A local cluster does not run on {sys.platform} {platform.machine()}",
                fix="use Linux or macOS on amd64 or arm64, or apply to a cluster elsewhere with --context",
            )
        return cls(os, arch)

    def __str__(self) -> str:
        return f"{self.os}-{self.arch}"
