"""How long a pod takes to start, and so how long Kubernetes must wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.spec.services import Service
    from seatrial.spec.workloads import Workload

PROCESS_START = 30
"""Seconds for a process to start and import its libraries where the file does not say `load_time`."""
LOAD_RATE = 10**9
"""Bytes a second that weights are read at where the file says only their size: a network disk's ordinary rate."""
ROLLOUT_BASE = 600
"""Seconds to find a node, start it and pull the image: Kubernetes' default for all of `progressDeadlineSeconds`."""


def load_seconds(workload: Workload) -> int:
    """From the start of the container until it answers: `model.load_time`, else 30 s and the model's size at 1 GB/s."""
    model = workload.model
    if model and model.load_time:
        return model.load_time.seconds
    size = model.size.units if model and model.size else 0
    return PROCESS_START + -(-size // LOAD_RATE)


def startup_budget(service: Service) -> int:
    """Seconds until a container that has not answered is restarted: twice its load time, for a cold cache."""
    return 2 * load_seconds(service)


def progress_deadline(service: Service, ready_after: int) -> int:
    """`progressDeadlineSeconds`: above all that one new pod may need, or a slow start is called a failed rollout."""
    return ROLLOUT_BASE + startup_budget(service) + ready_after
