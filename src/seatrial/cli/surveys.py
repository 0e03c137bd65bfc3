"""What stands where, as a picture: nodes of each pool with their GPUs, pods of each workload."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seatrial.cli.output import print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from seatrial.cli.documents import Status
    from seatrial.live.survey import PoolState, Survey
    from seatrial.local.status import LocalStatus
    from seatrial.planner.readiness import Readiness
    from seatrial.resource import ResourceKey

WIDTH = 24
"""Characters of the longest bar of GPUs."""


@dataclass(slots=True)
class Seen:
    """What was found out about a cluster, as far as it could be.

    Attributes:
        cluster: `name` of the file.
        context: of the kubeconfig; empty where nobody was asked.
        server: the URL.
        local: the control plane on this machine, if it is that.
        survey: nodes and pods; None where nobody was asked.
        standing: how each object of the set is.

    """

    cluster: str
    context: str = ""
    server: str = ""
    local: LocalStatus | None = None
    survey: Survey | None = None
    standing: dict[ResourceKey, Readiness] = field(default_factory=dict["ResourceKey", "Readiness"])

    @property
    def is_well(self) -> bool:
        """Whether something stands there, and all of it is ready."""
        return bool(self.standing) and all(found.is_settled for found in self.standing.values())


def print_survey(seen: Survey, console: Console) -> None:
    if seen.pools:
        headings = ("pool", "nodes ready", "GPUs used", "zones")
        print_table(console, headings, [pool_row(pool) for pool in seen.pools])
        console.print()
    if seen.workloads:
        rows = [
            (each.name, each.namespace, f"{each.ready} of {each.total}", listed(each.pools)) for each in seen.workloads
        ]
        print_table(console, ("workload", "namespace", "pods ready", "where"), rows)
        console.print()


def pool_row(pool: PoolState) -> tuple[str, ...]:
    used = f"{gpu_bar(pool.gpus_used, pool.gpus)} {pool.gpus_used} of {pool.gpus}" if pool.gpus else ""
    return (pool.pool or "(other)", f"{pool.ready} of {pool.total}", used, listed(pool.zones))


def listed(counts: Mapping[str, int]) -> str:
    """`us-east-1a 2, us-east-1b 1`."""
    return ", ".join(f"{name or 'no zone'} {number}" for name, number in counts.items())


def gpu_bar(used: int, total: int) -> str:
    """`■■■□□`: one character a GPU as long as they fit."""
    width = min(total, WIDTH)
    filled = min(width, -(-used * width // total))
    return "■" * filled + "□" * (width - filled)


def status_document(seen: Seen) -> Status:
    """The same as a document."""
    from seatrial.cli.documents import NodeItem, ProcessItem, ReadinessItem, Status, WorkloadItem
    from seatrial.cli.findings import object_name

    local, survey = seen.local, seen.survey
    return Status(
        cluster=seen.cluster,
        context=local.context if local else seen.context,
        running=seen.survey is not None,
        server=local.server if local else seen.server,
        processes=[
            ProcessItem(name=each.name, running=bool(each.pid), pid=each.pid or None, restarts=each.restarts)
            for each in (local.components if local else ())
        ],
        nodes=[
            NodeItem(pool=each.pool, ready=each.ready, total=each.total, gpus=each.gpus, gpus_used=each.gpus_used)
            for each in (survey.pools if survey else ())
        ],
        workloads=[
            WorkloadItem(name=each.name, namespace=each.namespace, ready=each.ready, total=each.total)
            for each in (survey.workloads if survey else ())
        ],
        objects=[
            ReadinessItem(object=object_name(key), state=found.state.value, reason=found.reason)
            for key, found in seen.standing.items()
        ],
    )
