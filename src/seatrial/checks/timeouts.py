"""How long an Ingress or HTTPRoute waits for an answer, where it says so itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.view import at, sequence, text
from seatrial.duration import Duration

if TYPE_CHECKING:
    from seatrial.checks.routes import Backend
    from seatrial.checks.view import Object

NGINX = "nginx.ingress.kubernetes.io/proxy-read-timeout"
OTHER_NGINX = "nginx.org/proxy-read-timeout"
ALB = "alb.ingress.kubernetes.io/load-balancer-attributes"
HAPROXY = "haproxy.org/timeout-server"
IDLE = r"idle_timeout\.timeout_seconds=([0-9]{1,6})"
RULE = r"spec\.rules\[([0-9]+)\]"


class Timeout(NamedTuple):
    """`field` is where the time is written."""

    seconds: int
    field: str


def route_timeout(route: Object, backend: Backend) -> Timeout | None:
    """The time written for the requests of this backend; None where nothing is, or no time."""
    return _of_http_route(route, backend) if route.kind == "HTTPRoute" else _of_ingress(route)


def _of_ingress(route: Object) -> Timeout | None:
    for name in (NGINX, OTHER_NGINX, HAPROXY):
        value = text(route.annotations.get(name))
        seconds = _seconds(value if not value.isdecimal() else f"{value}s")
        if seconds:
            return Timeout(seconds, f"metadata.annotations.{name}")
    idle = re.search(IDLE, text(route.annotations.get(ALB)))
    return Timeout(int(idle[1]), f"metadata.annotations.{ALB}") if idle else None


def _of_http_route(route: Object, backend: Backend) -> Timeout | None:
    """`0s` means for ever there."""
    match = re.match(RULE, backend.field)
    rules = sequence(route.spec.get("rules"))
    timeouts = at(rules[int(match[1])], "timeouts") if match and int(match[1]) < len(rules) else None
    for name in ("request", "backendRequest"):
        seconds = _seconds(text(at(timeouts, name)))
        if seconds and match:
            return Timeout(seconds, f"{match[0]}.timeouts.{name}")
    return None


def _seconds(value: str) -> int:
    try:
        return Duration.parse(value).seconds if value else 0
    except ValueError:
        return 0
