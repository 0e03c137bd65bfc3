"""Which containers answer requests: what probes, replicas and rollouts are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import services_of
from seatrial.checks.overlays import is_overlay
from seatrial.checks.servers import OPERATED
from seatrial.checks.view import at, text

if TYPE_CHECKING:
    from seatrial.checks.view import Container, Pod

OBSERVED = frozenset(
    {"metrics", "http-metrics", "https-metrics", "metrics-http", "prometheus", "prom", "http-prom", "telemetry",
     "monitoring", "health", "healthz", "probes", "pprof", "debug"}
)  # fmt: skip
"""Names of ports that somebody watches, which is no reason to hold requests back."""


def answers(container: Container) -> bool:
    """Whether requests reach the container: it declares a port that is not only for watching, or a Service leads to it.

    Containers whose controller adds what they need, and those laid over others, are not counted.
    """
    pod = container.pod
    if container.init or not pod.serves or pod.object.kind in OPERATED or is_overlay(container):
        return False
    if any(text(at(port, "name")) not in OBSERVED for port in container.ports):
        return True
    if container.ports:
        return bool(services_of(pod))
    # Ports need not be declared; which of several containers a Service means is then not known.
    return len(pod.main_containers) == 1 and any(
        service.spec.get("clusterIP") != "None" for service in services_of(pod)
    )


def is_asked(pod: Pod) -> bool:
    """Whether requests reach the pod."""
    return any(map(answers, pod.containers))
