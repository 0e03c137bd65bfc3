"""Training and batch: what runs to an end."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from seatrial.duration import Duration
from seatrial.spec.fields import AbsolutePath, Name, Port, Section, Time, Words
from seatrial.spec.workloads import Workload

Workers = Annotated[int, Field(ge=1, le=10_000, json_schema_extra={"x-unit": "pods"})]
Cron = Annotated[
    str,
    StringConstraints(pattern=r"^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|\S+ \S+ \S+ \S+ \S+)$"),
    Words('five fields such as "0 3 * * *": minute, hour, day of month, month, day of week'),
]


class Schedule(Section):
    """When a job runs again."""

    cron: Cron
    """Minute, hour, day of month, month, day of week."""
    time_zone: str = "Etc/UTC"
    """Time zone of the schedule."""
    overlap: Literal["forbid", "allow", "replace"] = "forbid"
    """What happens when the last run is still going."""
    start_within: Time = Duration(600_000)
    """A run that could not start within this time is skipped."""


class Job(Workload):
    """A job: one pod, or several that train together."""

    workers: Workers = 1
    """Pods that run together; above 1 each knows its rank and the first one's address, as torchrun reads them."""
    master_port: Port = 29500
    """Port of the first worker where the others meet."""
    retries: Annotated[int, Field(ge=0, le=1000, json_schema_extra={"x-unit": "failures"})] = 3
    """Failures before the job is given up; a node that is drained or lost does not count."""
    deadline: Time = Duration(7 * 86_400_000)
    """Longest time the job may run."""
    keep: Time = Duration(86_400_000)
    """How long a finished job stays to be looked at."""
    grace: Time = Duration(120_000)
    """Time a stopped pod gets to write a last checkpoint."""
    checkpoints: Name | None = None
    """Storage for checkpoints, shared by all workers."""
    checkpoint_path: AbsolutePath = "/checkpoints"
    """Where the checkpoints are mounted; in the environment as CHECKPOINT_DIR."""
    schedule: Cron | Schedule | None = None
    """When it runs again, `0 3 * * *`; default: once."""
    run_time: Time | None = None
    """How long it usually runs, for the simulated run on the local cluster."""
