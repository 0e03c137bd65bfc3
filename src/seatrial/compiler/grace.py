"""How long a stopping pod gets.

Kubernetes sends SIGTERM and takes the pod out of the endpoints at the same moment, and nothing orders the two: for
some seconds load balancers and kube-proxy go on sending requests to a process that is shutting down. So a service
pauses before SIGTERM, and then has its longest request's time to finish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.resource import Manifest
    from seatrial.spec.services import Service

ENDPOINT_PAUSE = 10
"""Seconds between the decision to stop and SIGTERM, while the pod's address leaves the endpoints."""
SHUTDOWN = 5
"""Seconds for the process to end after its last request."""
PRE_STOP: Manifest = {"preStop": {"sleep": {"seconds": ENDPOINT_PAUSE}}}
"""The kubelet's own sleep: the image needs no shell. On by default since Kubernetes 1.30, stable in 1.34."""


def grace_seconds(service: Service) -> int:
    """`terminationGracePeriodSeconds`: pause, longest request, shutdown; the pause counts against it."""
    return ENDPOINT_PAUSE + service.longest_request.seconds + SHUTDOWN
