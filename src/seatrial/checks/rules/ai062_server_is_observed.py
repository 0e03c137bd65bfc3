"""The metrics of model servers and GPUs are collected.

## What it does
Asks that something scrapes the metrics which model servers serve: a PodMonitor, ServiceMonitor, PodMonitoring,
VMPodScrape or VMServiceScrape that selects them, or the annotation `prometheus.io/scrape`. On a live cluster with
NVIDIA GPUs it also asks for the DCGM exporter.

## Why
Waiting requests, full caches and idle GPUs are seen by nobody, and the autoscaler has nothing to act on.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, podMetricsEndpoints: [{port: http}]}
```

## Fix
Add a PodMonitor for the server's port and path `/metrics`; install the DCGM exporter, with the GPU operator or alone.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-observability.html
- https://docs.vllm.ai/en/latest/usage/metrics.html
- https://docs.nvidia.com/datacenter/dcgm/latest/gpu-telemetry/dcgm-exporter.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import pods_behind, services_of
from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.checks.selector import selects
from seatrial.checks.servers import OPERATED, serving
from seatrial.checks.view import at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod

OF_PODS = ("PodMonitor", "PodMonitoring", "VMPodScrape", "ClusterPodMonitoring")
OF_SERVICES = ("ServiceMonitor", "VMServiceScrape")
SCRAPE = "prometheus.io/scrape"
GPU = "nvidia.com/gpu"


@rule("AI062", "server-is-observed", Severity.INFO, EVERYTHING, aliases="AI062", absence=True)
def check(inventory: Inventory) -> Iterator[Hit]:
    scraped: set[int] | None = None
    for owner in inventory.objects:
        if owner.kind in OPERATED:
            continue
        for pod in owner.pods:
            name = next((s.program.name for c in pod.main_containers if (s := serving(c)) and s.program.metrics), "")
            if name:
                scraped = _scraped(inventory) if scraped is None else scraped
                if id(pod) not in scraped and not _annotated(pod):
                    message = f"nothing collects the metrics of {name} in {owner.kind} {owner.name}"
                    yield Hit(f"{pod.template}.metadata".lstrip("."), message, "add a PodMonitor", object=owner)
    if inventory.context.live:
        yield from _exporter(inventory)


def _annotated(pod: Pod) -> bool:
    places = [pod.annotations, *(service.annotations for service in services_of(pod))]
    return any(text(annotations.get(SCRAPE)) == "true" for annotations in places)


def _scraped(inventory: Inventory) -> set[int]:
    """The pods that some monitor selects."""
    found: set[int] = set()
    for kind in OF_PODS:
        for monitor in inventory.of_kind(kind):
            for namespace in _namespaces(inventory, monitor):
                found |= {id(pod) for pod in inventory.select(namespace, mapping(monitor.spec.get("selector")))}
    for kind in OF_SERVICES:
        for monitor in inventory.of_kind(kind):
            wanted, namespaces = mapping(monitor.spec.get("selector")), _namespaces(inventory, monitor)
            for service in inventory.of_kind("Service"):
                if service.namespace in namespaces and selects(wanted, service.labels):
                    found |= {id(pod) for pod in pods_behind(service)}
    return found


def _namespaces(inventory: Inventory, monitor: Object) -> set[str]:
    chosen = at(monitor.spec, "namespaceSelector")
    if at(chosen, "any") is True or monitor.kind == "ClusterPodMonitoring":
        return {thing.namespace for thing in inventory.objects}
    return {text(name) for name in sequence(at(chosen, "matchNames"))} or {monitor.namespace}


def _exporter(inventory: Inventory) -> Iterator[Hit]:
    nodes = [n for n in inventory.of_kind("Node") if at(n.manifest, "status", "capacity", GPU) not in (None, "0", 0)]
    if nodes and not any("dcgm-exporter" in c.image for o in inventory.objects for p in o.pods for c in p.containers):
        message = f"{len(nodes)} nodes have NVIDIA GPUs and no DCGM exporter runs"
        yield Hit(f"status.capacity.{GPU}", message, "install the DCGM exporter", object=nodes[0])
