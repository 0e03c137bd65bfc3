"""Loopback ports for the listeners of a cluster."""

from __future__ import annotations

import socket
import zlib
from typing import TYPE_CHECKING

from seatrial.local.errors import LocalError
from seatrial.local.settings import PORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

RANGE = range(26440, 32760)
"""Below Linux' and macOS' ephemeral ranges, so that no outgoing connection takes a port while the cluster is down."""


def is_free(port: int) -> bool:
    """Whether a process could listen on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # A connection in TIME_WAIT does not stop Go's listeners, which set this option too.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_ports(
    kept: Mapping[str, int], taken: Collection[int], *, seed: bytes = b"", may_listen: Callable[[int], bool] = is_free
) -> dict[str, int]:
    """A free port for each listener: the one it had, or the next free one.

    Args:
        kept: the ports of an earlier run.
        taken: ports that belong to other clusters, running or not.
        seed: where in the range to begin; two users who start a cluster at the same moment see the same ports free,
            and must not choose the same ones.
        may_listen: whether a port is free on this machine now.

    Raises:
        LocalError: no free port is left.

    """
    begin = zlib.crc32(seed) % len(RANGE)
    candidates = (*RANGE[begin:], *RANGE[:begin])
    ports: dict[str, int] = {}
    for name in PORTS:
        used = {*taken, *ports.values(), *(port for other, port in kept.items() if other != name)}
        wanted = (port for port in (kept.get(name, 0), *candidates) if port and port not in used)
        port = next((port for port in wanted if may_listen(port)), None)
        if port is None:
            raise LocalError(
                f"No free port is left between {RANGE.start} and {RANGE.stop} on 127.0.0.1",
                fix="end some local clusters with `seatrial down`",
            )
        ports[name] = port
    return ports
