"""What stands where, as a picture: nodes of each pool with their GPUs, pods of each workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from seatrial.cli.documents import Status
    from seatrial.live.survey import Survey
    from seatrial.local.status import LocalStatus
    from seatrial.planner.readiness import Readiness
    from seatrial.resource import ResourceKey

WIDTH = 24
"""Characters of the longest bar of GPUs."""


def print_survey(seen: Survey, console: Console) -> None:
    from rich.table import Table

    nodes = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("pool", "nodes ready", "zones", "GPUs used"):
        nodes.add_column(heading)
    for pool in seen.pools:
        zones = ", ".join(f"{zone or 'none'} {count}" for zone, count in pool.zones.items())
        used = f"{gpu_bar(pool.gpus_used, pool.gpus)} {pool.gpus_used} of {pool.gpus}" if pool.gpus else ""
        nodes.add_row(pool.pool or "(other)", f"{pool.ready} of {pool.total}", zones, used)
    console.print(nodes)
    console.print()
    pods = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("workload", "team's namespace", "pods ready", "where"):
        pods.add_column(heading)
    for workload in seen.workloads:
        where = ", ".join(f"{place} {count}" for place, count in workload.pools.items())
        pods.add_row(workload.name, workload.namespace, f"{workload.ready} of {workload.total}", where)
    if seen.workloads:
        console.print(pods)
        console.print()


def gpu_bar(used: int, total: int) -> str:
    """`■■■□□`: one character a GPU as long as they fit."""
    width = min(total, WIDTH)
    filled = -(-used * width // total)
    return "■" * filled + "□" * (width - filled)


def status_document(
    cluster: str, local: LocalStatus | None, seen: Survey | None, standing: dict[ResourceKey, Readiness]
) -> Status:
    """The same as a document."""
    from seatrial.cli.documents import NodeItem, ProcessItem, ReadinessItem, Status
    from seatrial.cli.findings import object_name

    components = local.components if local else ()
    return Status(
        cluster=cluster,
        context=local.context if local else "",
        running=local is None or local.state == "running",
        server=local.server if local else "",
        processes=[
            ProcessItem(name=c.name, running=bool(c.pid), pid=c.pid or None, restarts=c.restarts) for c in components
        ],
        nodes=[NodeItem(pool=pool.pool, ready=pool.ready, total=pool.total) for pool in (seen.pools if seen else ())],
        objects=[
            ReadinessItem(object=object_name(key), state=found.state.value, reason=found.reason)
            for key, found in standing.items()
        ],
    )
