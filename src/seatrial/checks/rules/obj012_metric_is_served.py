"""Somebody serves the metric that an autoscaler looks at.

## What it does
Finds HorizontalPodAutoscalers on a resource other than CPU and memory, which is all that the metrics API has; on the
resource of a container that the target does not have; on the metric of a model server that the target does not run; and
on an object that does not exist, where others of its kind are in the set. Where the set holds APIServices, one has to
serve `custom.metrics.k8s.io` or `external.metrics.k8s.io` if such a metric is used.

## Why
An autoscaler that cannot read its metric keeps the number of replicas as it is, whatever the load, and says so only in
its status.

## Bad
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec:
  scaleTargetRef: {kind: Deployment, name: chat}
  maxReplicas: 4
  metrics: [{type: Resource, resource: {name: nvidia.com/gpu, target: {type: Utilization, averageUtilization: 80}}}]
```

## Good
```yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec:
  scaleTargetRef: {kind: Deployment, name: chat}
  maxReplicas: 4
  metrics: [{type: Pods, pods: {metric: {name: "vllm:num_requests_waiting"}, target: {averageValue: 4}}}]
```

## Fix
Correct the name; scale GPU workloads on a metric of their program, which an adapter serves as `custom.metrics.k8s.io`.

## References
- https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis
- https://github.com/kubernetes-sigs/metrics-server
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.autoscaling import target_of
from seatrial.checks.operators import is_made
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import PROGRAMS, server_of
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVED = ("cpu", "memory")
SOURCES = {"pods": "custom.metrics.k8s.io", "object": "custom.metrics.k8s.io", "external": "external.metrics.k8s.io"}
UNIQUE = {program.metrics: program.name for program in PROGRAMS if program.metrics}


@rule("OBJ012", "metric-is-served", Severity.ERROR, objects("HorizontalPodAutoscaler"), absence=True)
def check(thing: Object) -> Iterator[Hit]:
    target = target_of(thing)
    for index, metric in enumerate(sequence(thing.spec.get("metrics"))):
        path = f"spec.metrics[{index}]"
        yield from _resource(metric, path, target)
        for source, group in SOURCES.items():
            if at(metric, source) is not None:
                yield from _custom(thing, metric, f"{path}.{source}", source, group)
        if target and at(metric, "pods") is not None:
            yield from _of_server(target, text(at(metric, "pods", "metric", "name")), f"{path}.pods.metric.name")


def _resource(metric: Any, path: str, target: Object | None) -> Iterator[Hit]:
    for source in ("resource", "containerResource"):
        name = text(at(metric, source, "name"))
        if name and name not in SERVED:
            message = f"nothing serves the usage of {name}: the metrics API has cpu and memory"
            yield Hit(f"{path}.{source}.name", message, "scale on a metric of the program")
    wanted = text(at(metric, "containerResource", "container"))
    if wanted and target and target.pods:
        names = [container.name for container in target.pods[0].containers]
        if wanted not in names and not target.pods[0].annotations.keys() & {"sidecar.istio.io/inject"}:
            message = f"{target.kind} {target.name} has no container {wanted}"
            yield Hit(f"{path}.containerResource.container", message, f"use {' or '.join(names)}")


def _custom(thing: Object, metric: Any, path: str, source: str, group: str) -> Iterator[Hit]:
    inventory = thing.inventory
    services = inventory.of_kind("APIService")
    if services and not any(at(one.spec, "group") == group for one in services):
        yield Hit(path, f"no APIService serves {group}", "install an adapter that serves the metric")
    kind, name = (text(at(metric, source, "describedObject", key)) for key in ("kind", "name"))
    if source != "object" or not name or not inventory.of_kind(kind):
        return
    if not inventory.has(kind, thing.namespace, name) and not is_made(inventory, thing.namespace, [name]):
        yield Hit(f"{path}.describedObject.name", f"{kind} {name} does not exist", "correct the name")


def _of_server(target: Object, name: str, field: str) -> Iterator[Hit]:
    program = next((program for prefix, program in UNIQUE.items() if name.startswith(prefix)), None)
    if program is None:
        return
    servers = [server_of(container) for pod in target.pods for container in pod.main_containers]
    known = [server.program.name for server in servers if server and server.program.metrics]
    if known and not any(name.startswith(server.program.metrics) for server in servers if server):
        message = f"{name} is a metric of {program}, and {target.kind} {target.name} runs {' and '.join(known)}"
        yield Hit(field, message, f"use a metric of {known[0]}")
