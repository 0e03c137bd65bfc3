"""What a pod gets hold of by a directory of its node."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod


class Reach(StrEnum):
    """What stands at a path of a node, the worst first."""

    RUNTIME = "the container runtime"
    """Its socket, or the directory with it."""
    CLOUD = "credentials of a cloud"
    SECRETS = "keys and passwords"
    """Of the node, of the kubelet or of other pods; or everything."""
    SYSTEM = "the system"
    """Programs, devices and kernel settings: bad to write, less so to read."""
    DATA = "data"


class HostPath(NamedTuple):
    """A hostPath volume of a pod; `field` is that of the path, `type` as the volume gives it."""

    name: str
    path: str
    type: str
    field: str
    reach: Reach


RUNTIME = (
    r"(?:/var)?/run/(?:docker\.sock|cri-dockerd\.sock|dockershim\.sock"
    r"|(?:k3s/)?containerd(?:/containerd\.sock)?|crio(?:/crio\.sock)?|podman(?:/podman\.sock)?)"
)
CLOUD = (
    r"/etc/kubernetes/azure\.json|/var/lib/waagent(?:/.*)?"
    r"|(?:/root|/home/[^/]+)?/(?:\.aws|\.azure|\.config/gcloud|\.oci)(?:/.*)?"
)
SECRETS = (
    r"/|/etc|/root|/home|/var|/var/lib|/var/run|/run"
    r"|/etc/(?:kubernetes|ssh|shadow|passwd|sudoers|pam\.d|rancher|ssl/private)(?:/.*)?"
    r"|/(?:root|home/[^/]+)/(?:\.ssh|\.kube)(?:/.*)?"
    r"|/var/lib/(?:etcd|rancher|kube-proxy)(?:/.*)?"
    r"|/var/lib/kubelet(?!/(?:device-plugins|pod-resources)(?:/|$))(?:/.*)?"
)
SYSTEM = (
    r"/(?:bin|boot|dev|lib|lib64|proc|sbin|sys|usr|opt)"
    r"|/(?:boot|proc)/.+|/etc/(?:cron[^/]*|systemd|init\.d|cni|modprobe\.d|ld\.so\.preload)(?:/.*)?"
    r"|/usr/(?:bin|sbin|lib|lib64|local/bin)|/usr/lib/systemd(?:/.*)?"
    r"|/sys/(?:fs/cgroup|kernel)(?:/.*)?|/var/lib/(?:docker|containerd|containers|cni|systemd)(?:/.*)?"
)
CONNECTED = ("Socket", "CharDevice", "BlockDevice")
"""Types where a read-only mount changes nothing: what one writes goes through, not into, the file."""


@lru_cache(maxsize=1024)
def reach_of(path: str) -> Reach:
    """What a pod gets by this path of a node."""
    path = normpath(f"/{path.lstrip('/')}")
    return next((reach for pattern, reach in _patterns() if pattern.fullmatch(path)), Reach.DATA)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Reach], ...]:
    # Compiled for the first volume of a directory only: most sets have none.
    table = ((RUNTIME, Reach.RUNTIME), (CLOUD, Reach.CLOUD), (SECRETS, Reach.SECRETS), (SYSTEM, Reach.SYSTEM))
    return tuple((re.compile(pattern), reach) for pattern, reach in table)


def host_paths(pod: Pod) -> Iterator[HostPath]:
    """The hostPath volumes of a pod."""
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        source = at(volume, "hostPath")
        path = text(at(source, "path"))
        if path:
            field = f"{pod.path}.volumes[{index}].hostPath.path"
            yield HostPath(text(at(volume, "name")), path, text(at(source, "type")), field, reach_of(path))


def writable_mounts(container: Container) -> Iterator[tuple[int, str]]:
    """The index of each mount that may be written to, and the name of its volume."""
    for index, mount in enumerate(sequence(container.spec.get("volumeMounts"))):
        if at(mount, "readOnly") is not True:
            yield index, text(at(mount, "name"))


def is_written(pod: Pod, volume: str) -> bool:
    """Whether a container may write to the volume."""
    return any(name == volume for container in pod.containers for _, name in writable_mounts(container))
