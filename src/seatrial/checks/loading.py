"""How long a model takes to load, where its size is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.models import weight_bytes
from seatrial.checks.parallel import pods_of_group
from seatrial.checks.servers import server_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seatrial.checks.view import Container

RATE = 1.0
"""Gigabytes a second from a network disk, the rate that the compiler reckons with too."""


def load_seconds(container: Container, settings: Mapping[str, Any]) -> int | None:
    """The least time to read the pod's part of the weights; None where the model's size is not known.

    Args:
        container: with a model server.
        settings: `gigabytes_per_second` says how fast the user's storage is.

    """
    server = server_of(container)
    weights = weight_bytes(server) if server else None
    pods = pods_of_group(container) if weights else None
    rate = settings.get("gigabytes_per_second", RATE)
    if not weights or not pods or not isinstance(rate, (int, float)) or rate <= 0:
        return None
    return int(weights / pods / (rate * 1e9))
