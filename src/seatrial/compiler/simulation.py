"""What the simulated nodes of the local cluster need to know: when a pod is ready, when a job's pod ends.

The stages of the local cluster read these annotations; no other place writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.startup import load_seconds
from seatrial.spec.jobs import Job
from seatrial.spec.places import Local

if TYPE_CHECKING:
    from seatrial.compiler.context import Context
    from seatrial.spec.workloads import Workload

START_DELAY = "seatrial.dev/start-delay"
RUN_TIME = "seatrial.dev/run-time"
PULL_RATE = 125 * 10**6
"""Bytes a second that an image is pulled at: 1 Gbit/s."""
RUN_SECONDS = 600
"""How long a job runs that does not say `run_time`."""


def simulation(context: Context, workload: Workload) -> dict[str, str]:
    """Annotations for the pods of the local cluster, in Go's duration format; none anywhere else.

    Start: the image at 1 Gbit/s, then the model (`load_seconds`) where there is one. Both this and the run time are
    divided by `places.local.speed`.
    """
    if not context.is_local:
        return {}
    place = context.cluster.places.get(context.place)
    speed = ((place.local if place else None) or Local()).speed
    pull = workload.image_size.units / PULL_RATE if workload.image_size else 0.0
    load = load_seconds(workload) if workload.model else 0
    found = {START_DELAY: go_duration((pull + load) / speed)}
    if isinstance(workload, Job):
        found[RUN_TIME] = go_duration((workload.run_time.seconds if workload.run_time else RUN_SECONDS) / speed)
    return found


def go_duration(seconds: float) -> str:
    """Seconds as Go writes durations, to the millisecond: `1.5s`."""
    return f"{round(seconds, 3):g}s" if seconds < 10**6 else f"{round(seconds)}s"
