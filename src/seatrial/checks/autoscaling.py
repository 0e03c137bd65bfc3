"""What scales a workload, and by what: HorizontalPodAutoscalers and KEDA's ScaledObjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object, Pod


class Metric(NamedTuple):
    """What an autoscaler looks at.

    Attributes:
        name: of a resource (`cpu`), of a metric, or a query.
        field: where that stands.
        resource: whether it is a resource of the pods: CPU or memory.

    """

    name: str
    field: str
    resource: bool


def target_of(autoscaler: Object) -> Object | None:
    """The workload of the set that it scales; KEDA's default kind is Deployment."""
    reference = at(autoscaler.spec, "scaleTargetRef")
    kind = text(at(reference, "kind")) or ("Deployment" if autoscaler.kind == "ScaledObject" else "")
    return autoscaler.inventory.find(kind, autoscaler.namespace, text(at(reference, "name")))


def pods_scaled(autoscaler: Object) -> list[Pod]:
    target = target_of(autoscaler)
    return target.pods if target else []


def metrics_of(autoscaler: Object) -> list[Metric]:
    """All metrics; an HPA without any scales on CPU."""
    return list(_triggers(autoscaler) if autoscaler.kind == "ScaledObject" else _metrics(autoscaler))


def _metrics(autoscaler: Object) -> Iterator[Metric]:
    listed = sequence(autoscaler.spec.get("metrics"))
    if not listed:
        yield Metric("cpu", "spec.metrics", resource=True)
    for index, metric in enumerate(listed):
        for source in ("resource", "containerResource"):
            if at(metric, source) is not None:
                name = text(at(metric, source, "name"))
                yield Metric(name, f"spec.metrics[{index}].{source}.name", resource=True)
        for source in ("pods", "object", "external"):
            if at(metric, source) is not None:
                name = text(at(metric, source, "metric", "name"))
                yield Metric(name, f"spec.metrics[{index}].{source}.metric.name", resource=False)


def _triggers(autoscaler: Object) -> Iterator[Metric]:
    for index, trigger in enumerate(sequence(autoscaler.spec.get("triggers"))):
        kind, field = text(at(trigger, "type")), f"spec.triggers[{index}]"
        if kind in ("cpu", "memory"):
            yield Metric(kind, f"{field}.type", resource=True)
        else:
            query = text(at(trigger, "metadata", "query"))
            place = f"{field}.metadata.query" if query else f"{field}.type"
            yield Metric(query or kind, place, resource=False)
