"""How long the kubelet waits for a container, by its probes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import integer

if TYPE_CHECKING:
    from collections.abc import Mapping


def patience(probe: Mapping[str, Any]) -> int:
    """Seconds until the kubelet gives up; delay 0, period 10 s and threshold 3 are Kubernetes' defaults."""
    return (integer(probe.get("initialDelaySeconds")) or 0) + tolerance(probe)


def tolerance(probe: Mapping[str, Any]) -> int:
    """Seconds of failures that a probe that has once succeeded puts up with."""
    period, failures = integer(probe.get("periodSeconds")), integer(probe.get("failureThreshold"))
    return (period or 10) * (failures or 3)
