"""Startup, readiness and liveness probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.startup import startup_budget

if TYPE_CHECKING:
    from seatrial.resource import Manifest
    from seatrial.spec.services import Probe, Service

STARTUP_PERIOD = 5
"""Seconds between two questions while the model loads: what a ready pod waits at most before it is used."""


def ports_of(service: Service) -> dict[str, int]:
    """The container's ports by name; a single one is called `http`."""
    return dict(service.port) if isinstance(service.port, dict) else {"http": service.port}


def probes(service: Service) -> Manifest:
    """The three probes of a service's container.

    The startup probe asks what readiness asks: a model server is up when it can answer. Until it succeeds neither of
    the others runs, so loading cannot be mistaken for hanging.
    """
    ready, live = service.probes.ready, service.probes.live
    return {
        "startupProbe": {
            **_handler(service, ready),
            "periodSeconds": STARTUP_PERIOD,
            "timeoutSeconds": max(1, ready.timeout.seconds),
            "failureThreshold": max(1, -(-startup_budget(service) // STARTUP_PERIOD)),
        },
        "readinessProbe": _probe(service, ready),
        "livenessProbe": _probe(service, live),
    }


def _probe(service: Service, probe: Probe) -> Manifest:
    return {
        **_handler(service, probe),
        "periodSeconds": max(1, probe.every.seconds),
        "timeoutSeconds": max(1, probe.timeout.seconds),
        "failureThreshold": probe.failures,
    }


def _handler(service: Service, probe: Probe) -> Manifest:
    if probe.command:
        return {"exec": {"command": list(probe.command)}}
    port = probe.port or next(iter(ports_of(service).values()))
    return {"httpGet": {"path": probe.path, "port": port}} if probe.path else {"tcpSocket": {"port": port}}
