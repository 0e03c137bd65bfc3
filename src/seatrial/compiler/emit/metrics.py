"""How Prometheus finds a service: annotations on its pods, or a PodMonitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import selector_labels
from seatrial.compiler.probes import ports_of
from seatrial.compiler.work import services_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.spec.services import Service

FIELDS: dict[str, SpecPath] = {"spec": ("metrics",)}
REASONS = {
    "spec.podMetricsEndpoints": "The Prometheus operator scrapes only the pods that a monitor selects.",
}


def emit(context: Context) -> Iterator[Resource]:
    """A PodMonitor for each service with metrics, where the Prometheus operator watches the cluster."""
    if context.cluster.observability.metrics != "operator":
        return
    for work in services_of(context):
        if work.spec.metrics:
            manifest = {
                "apiVersion": "monitoring.coreos.com/v1",
                "kind": "PodMonitor",
                "metadata": work.metadata(),
                "spec": {
                    "selector": {"matchLabels": selector_labels(work.name)},
                    "podMetricsEndpoints": [{"portNumber": metrics_port(work.spec), "path": work.spec.metrics.path}],
                },
            }
            yield Resource(manifest, work.source, FIELDS, REASONS)


def scrape_annotations(work: Work[Service]) -> dict[str, str]:
    """`prometheus.io/…` for the pods, where Prometheus goes by annotations."""
    metrics = work.spec.metrics
    if not metrics or work.context.cluster.observability.metrics != "annotations":
        return {}
    return {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(metrics_port(work.spec)),
        "prometheus.io/path": metrics.path,
    }


def metrics_port(service: Service) -> int:
    """The port that answers Prometheus; the service's first unless it says."""
    return (service.metrics.port if service.metrics else None) or next(iter(ports_of(service).values()))
