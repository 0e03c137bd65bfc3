"""Where the figures come from: they mean nothing without it."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path

GIBIBYTE = 2**30


def describe() -> str:
    """The machine, its load and the versions, in a few lines."""
    from seatrial import __version__
    from seatrial.local.versions import ETCD, KUBERNETES, KWOK

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    versions = f"Kubernetes {KUBERNETES}, etcd {ETCD}, KWOK {KWOK}"
    return "\n".join(
        (
            f"date      {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
            f"machine   {cores()} cores ({processor()}), {memory:.0f} GiB, {platform.system()} {platform.machine()}",
            f"load      {load} in the last 1, 5 and 15 minutes; above {cores()}, other work takes its share",
            f"versions  seatrial {__version__}, Python {platform.python_version()}, {versions}",
        )
    )


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def resident_mebibytes(pid: int) -> float | None:
    """What a process holds in memory; None where the system has no /proc."""
    status = Path(f"/proc/{pid}/statm")
    if not status.exists():
        return None
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
