"""PodDisruptionBudgets that keep a service answering through a drain, and never stop the drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import selector_labels
from seatrial.compiler.work import services_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.location import SpecPath

FEW = 10
"""Up to this many replicas one may be missing; above, a tenth, or draining a large cluster takes days."""
FIELDS: dict[str, SpecPath] = {"spec.maxUnavailable": ("replicas",)}
REASONS = {
    "spec.maxUnavailable": (
        "Says what may be missing, not what must stay: `minAvailable` equal to the replicas blocks every drain,"
        " and an autoscaler can make it equal."
    ),
    "spec.unhealthyPodEvictionPolicy": (
        "By default a drain waits for pods that are not Ready to become so; AlwaysAllow lets it evict what is broken."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """A budget for each service of several replicas; for one alone it would either block drains or say nothing."""
    for work in services_of(context):
        most = work.spec.replicas.maximum
        if most > 1:
            manifest = {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": work.metadata(),
                "spec": {
                    "maxUnavailable": 1 if most <= FEW else "10%",
                    "unhealthyPodEvictionPolicy": "AlwaysAllow",
                    "selector": {"matchLabels": selector_labels(work.name)},
                },
            }
            yield Resource(manifest, work.source, FIELDS, REASONS)
