"""Linux capabilities as manifests and container runtimes write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import at, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

DEFAULT = frozenset(
    {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
     "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}
)  # fmt: skip
"""What Pod Security `baseline` lets a container add."""
NODE = frozenset({"ALL", "DAC_READ_SEARCH", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"})
"""With any of these a process gets out of its container: mounts, kernel modules, memory and files of the node."""
RDMA = ("vpc.amazonaws.com/efa",)


def added(container: Container) -> Iterator[tuple[int, str]]:
    """The index and the name, without `CAP_`, of each capability that the container adds."""
    for index, name in enumerate(sequence(at(container.security.get("capabilities"), "add"))):
        if isinstance(name, str):
            yield index, name.upper().removeprefix("CAP_")


def drops_all(container: Container) -> bool:
    """Whether the container drops `ALL`, written as Pod Security wants it."""
    return "ALL" in sequence(mapping(container.security.get("capabilities")).get("drop"))


def has_rdma(container: Container) -> bool:
    """Whether the container gets a device that reads memory by itself, which must then be pinned."""
    return any("rdma" in text(name) or text(name).startswith(RDMA) for name in container.limits)
