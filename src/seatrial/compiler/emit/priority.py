"""PriorityClasses: who goes first when there is not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import metadata
from seatrial.compiler.usage import workloads
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context

VALUES = {"low": -10, "normal": 0, "high": 1_000, "critical": 10_000}
"""A pod without a class has 0, so `normal` neither displaces foreign pods nor yields to them. The cluster autoscaler
adds no node for pods below -10 (its `expendable-pods-priority-cutoff`), so `low` still gets one. The value of a class
cannot be changed later. System pods are at 2,000,000,000."""
DESCRIPTIONS = {
    "low": "Work that can wait: displaces nobody, is displaced first.",
    "normal": "Ordinary work, level with pods that have no priority class.",
    "high": "Goes before ordinary work.",
    "critical": "What users notice within seconds.",
}
FIELDS = {"value": ("priority",), "metadata.name": ("priority",)}
REASONS = {
    "globalDefault": "The scheduler would give a global default to every pod of the cluster, also to those of others.",
    "preemptionPolicy": "A pod of class low waits in the queue and never evicts another; higher classes may preempt.",
    "value": "The scheduler takes pods with a higher value first and may evict lower ones to make room for them.",
}


def class_of(context: Context, priority: str) -> str:
    """The name of the class; with the cluster's, because classes are cluster-wide and their values fixed."""
    return f"{context.cluster.name}-{priority}"


def emit(context: Context) -> Iterator[Resource]:
    """One class for each priority in use, traced back to the first service or job that uses it."""
    used = {workload.priority: source for source, workload in reversed(tuple(workloads(context)))}
    for priority, source in used.items():
        name = class_of(context, priority)
        manifest = {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": metadata(context, name, source=source, component="priority", app=priority),
            "value": VALUES[priority],
            "globalDefault": False,
            "preemptionPolicy": "Never" if priority == "low" else "PreemptLowerPriority",
            "description": DESCRIPTIONS[priority],
        }
        yield Resource(manifest, source, FIELDS, REASONS)
