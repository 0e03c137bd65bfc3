"""What stands where, as a picture: nodes of each pool with their GPUs, pods of each workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from seatrial.live.survey import Survey

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
