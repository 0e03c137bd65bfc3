"""PodDisruptionBudgets that keep a service answering through a drain, and never stop the drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.capacity import gpu_demand, homeless_pods
from seatrial.compiler.context import selector_labels
from seatrial.compiler.work import jobs_of, services_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.spec.services import Service

FEW = 10
"""Up to this many replicas one may be missing; above, a tenth, or draining a large cluster takes days."""
FIELDS: dict[str, SpecPath] = {"spec.maxUnavailable": ("replicas",)}
REASONS = {
    "spec.maxUnavailable": (
        "Says what may be missing, not what must stay: `minAvailable` equal to the replicas blocks every drain,"
        " and an autoscaler can make it equal; as many may be missing as a drained node leaves without a GPU."
    ),
    "spec.unhealthyPodEvictionPolicy": (
        "By default a drain waits for pods that are not Ready to become so; AlwaysAllow lets it evict what is broken."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """A budget for each service of several replicas; for one alone it would either block drains or say nothing."""
    services = list(services_of(context))
    demand = gpu_demand(context, [*services, *jobs_of(context)])
    for work in services:
        if work.spec.replicas.maximum > 1:
            manifest = {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": work.metadata(),
                "spec": {
                    "maxUnavailable": _may_be_missing(work, homeless_pods(work, demand)),
                    "unhealthyPodEvictionPolicy": "AlwaysAllow",
                    "selector": {"matchLabels": selector_labels(work.name)},
                },
            }
            yield Resource(manifest, work.source, FIELDS, REASONS)


def _may_be_missing(work: Work[Service], homeless: int) -> int | str:
    """One pod, or a tenth of many; never fewer than those that a drained node leaves without a GPU.

    These stay Pending and so count as missing: with a smaller number the drain could evict no further pod, and wait for
    ever for GPUs that are not there.
    """
    most = work.spec.replicas.maximum
    tenth = -(-most // 10)
    if homeless > tenth:
        return homeless
    return 1 if most <= FEW else "10%"
