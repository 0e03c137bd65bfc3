"""How many pods a rollout or a drain may add or take away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, integer, text

if TYPE_CHECKING:
    from seatrial.checks.view import Object

PERCENT = re.compile(r"([0-9]{1,6})%")


def scaled(value: Any, total: int, *, up: bool) -> int | None:
    """A count or a percentage of `total`, as Kubernetes' IntOrString; None if it is neither."""
    match = PERCENT.fullmatch(text(value))
    if not match:
        return integer(value)
    return -(-total * int(match[1]) // 100) if up else total * int(match[1]) // 100


def surge_and_unavailable(deployment: Object, replicas: int) -> tuple[int, int]:
    """Pods a rolling update may add, rounded up, and take away, rounded down; both are 25 % by default."""
    settings = at(deployment.spec, "strategy", "rollingUpdate")
    surge, unavailable = at(settings, "maxSurge"), at(settings, "maxUnavailable")
    added = scaled("25%" if surge is None else surge, replicas, up=True) or 0
    taken = scaled("25%" if unavailable is None else unavailable, replicas, up=False) or 0
    # The controller takes one away when both come to zero, or nothing would ever move.
    return added, (taken if added or taken else 1)
