"""HorizontalPodAutoscalers: how many replicas there are between the two ends of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog.kubernetes import has_feature
from seatrial.compiler.emit.services import owns_replicas
from seatrial.compiler.startup import load_seconds
from seatrial.compiler.work import services_of
from seatrial.resource import Resource
from seatrial.spec.services import Scale
from seatrial.spec.values import Percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.services import Metric, Service

DEFAULT = Scale(cpu=Percent.parse("70%"))
UP_POLICIES = [
    {"type": "Percent", "value": 100, "periodSeconds": 60},
    {"type": "Pods", "value": 4, "periodSeconds": 60},
]
DOWN_POLICIES = [{"type": "Percent", "value": 25, "periodSeconds": 60}]
FIELDS: dict[str, SpecPath] = {
    "spec.minReplicas": ("replicas",),
    "spec.maxReplicas": ("replicas",),
    "spec.metrics": ("scale",),
    "spec.behavior.scaleUp": ("scale", "up_window"),
    "spec.behavior.scaleDown": ("scale", "down_window"),
}
REASONS = {
    "spec.behavior.scaleUp": (
        "At most double, or four pods, each minute: pods that still load their model do not lower the average yet, and"
        " the autoscaler would go on adding."
    ),
    "spec.behavior.scaleDown": (
        "The autoscaler takes the highest need of this window, never shorter than the model's load time, and removes a"
        " quarter a minute at most: a pod given up too early takes minutes to come back."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """An autoscaler for each service whose `replicas` is a range."""
    for work in services_of(context):
        if owns_replicas(work.spec):
            yield Resource(_autoscaler(work), work.source, FIELDS, REASONS)


def _autoscaler(work: Work[Service]) -> Manifest:
    service = work.spec
    scale = service.scale or DEFAULT
    down = max(scale.down_window.seconds, load_seconds(service) if service.model else 0)
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": work.metadata(),
        "spec": {
            "scaleTargetRef": {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet" if service.state else "Deployment",
                "name": work.name,
            },
            "minReplicas": service.replicas.minimum or _least(work.context, scale),
            "maxReplicas": service.replicas.maximum,
            "metrics": _metrics(scale),
            "behavior": {
                "scaleUp": {
                    "stabilizationWindowSeconds": min(3600, scale.up_window.seconds),
                    "selectPolicy": "Max",
                    "policies": UP_POLICIES,
                },
                "scaleDown": {
                    "stabilizationWindowSeconds": min(3600, down),
                    "selectPolicy": "Max",
                    "policies": DOWN_POLICIES,
                },
            },
        },
    }


def _least(context: Context, scale: Scale) -> int:
    """0 where Kubernetes can scale up again from nothing: by an external metric, since 1.37; else 1."""
    external = scale.metric is not None and scale.metric.source == "external"
    return 0 if external and has_feature("HPAScaleToZero", context.version) else 1


def _metrics(scale: Scale) -> list[Manifest]:
    """The autoscaler takes the metric that asks for the most replicas; without any it aims at 70 % CPU."""
    found = [
        {
            "type": "Resource",
            "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": max(1, share.whole)}},
        }
        for name, share in (("cpu", scale.cpu), ("memory", scale.memory))
        if share
    ]
    if scale.metric:
        found.append(_metric(scale.metric))
    return found or _metrics(DEFAULT)


def _metric(metric: Metric) -> Manifest:
    named: Manifest = {"name": metric.name}
    if metric.selector:
        named["selector"] = {"matchLabels": dict(metric.selector)}
    target = {"type": "AverageValue", "averageValue": metric.target.decimal}
    kind = "External" if metric.source == "external" else "Pods"
    return {"type": kind, kind.lower(): {"metric": named, "target": target}}
