"""Autoscaling reckons with the time a model takes to load.

## What it does
Looks at autoscalers of model servers on GPUs. The window before scaling down must be longer than it takes to read the
weights at 1 GB/s, where the model's name tells their size. A ScaledObject that may go to zero (`minReplicaCount`
is 0 by default) must not be woken by metrics that only the server's own pods serve.

## Why
A replica is taken away sooner than a new one could load, so the number swings and requests wait for loads; and from
zero nothing serves the metric that would bring the first replica back.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", resources: {limits: {nvidia.com/gpu: 1}}}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: chat}
spec:
  scaleTargetRef: {name: chat}
  minReplicaCount: 0
  triggers: [{type: prometheus, metadata: {query: "sum(vllm:num_requests_waiting)", threshold: "4"}}]
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", resources: {limits: {nvidia.com/gpu: 1}}}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: chat}
spec:
  scaleTargetRef: {name: chat}
  minReplicaCount: 1
  triggers: [{type: prometheus, metadata: {query: "sum(vllm:num_requests_waiting)", threshold: "4"}}]
```

## Fix
Set `behavior.scaleDown.stabilizationWindowSeconds` above the load time, keep one replica, or wake by a queue or the
gateway's metrics.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#stabilization-window
- https://keda.sh/docs/latest/reference/scaledobject-spec/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.autoscaling import metrics_of, pods_scaled
from seatrial.checks.loading import load_seconds
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import server_of
from seatrial.checks.view import at, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container, Object

KEDA = ("spec", "advanced", "horizontalPodAutoscalerConfig")


@rule(
    "AI057",
    "scaling-outlasts-load",
    Severity.WARNING,
    objects("HorizontalPodAutoscaler", "ScaledObject"),
    aliases="AI057",
)
def check(autoscaler: Object) -> Iterator[Hit]:
    for pod in pods_scaled(autoscaler):
        for container in pod.main_containers:
            server = server_of(container) if container.accelerators else None
            if server:
                yield from _scale_down(autoscaler, container)
                yield from _from_zero(autoscaler, server)
                return


def _scale_down(autoscaler: Object, container: Container) -> Iterator[Hit]:
    above = KEDA if autoscaler.kind == "ScaledObject" else ("spec",)
    steps = (*above, "behavior", "scaleDown", "stabilizationWindowSeconds")
    window = integer(at(autoscaler.manifest, *steps))
    settings = autoscaler.inventory.context.settings.get("AI057", {})
    load = load_seconds(container, settings) if window is not None else None
    if load and window is not None and window < load:
        message = f"replicas go after {window} s, and a new one reads its weights for at least {load} s"
        yield Hit(".".join(steps), message, f"set stabilizationWindowSeconds above {load}")


def _from_zero(autoscaler: Object, server: Server) -> Iterator[Hit]:
    if autoscaler.kind != "ScaledObject" or integer(autoscaler.spec.get("minReplicaCount")):
        return
    prefix = server.program.metrics
    metrics = metrics_of(autoscaler)
    if prefix and metrics and all(metric.resource or prefix in metric.name for metric in metrics):
        message = f"at zero replicas nothing serves the {prefix}… metrics that would start the first"
        yield Hit("spec.minReplicaCount", message, "set minReplicaCount: 1 or add a trigger from outside the pods")
