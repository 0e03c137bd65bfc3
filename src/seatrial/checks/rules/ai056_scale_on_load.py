"""GPU servers scale on what limits them.

## What it does
Finds a HorizontalPodAutoscaler or ScaledObject that scales a model server on GPUs by CPU or memory alone. GPU workloads
that are not known as model servers are left to their owners: some are bound by the CPU.

## Why
The CPU of a model server is busy or idle whatever the GPU does, so replicas are added when they are not needed and not
added when requests wait.

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
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chat}
  maxReplicas: 4
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
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
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chat}
  maxReplicas: 4
  metrics: [{type: Pods, pods: {metric: {name: "vllm:num_requests_waiting"}, target: {averageValue: 4}}}]
```

## Fix
Scale on requests that wait or run, or on the time to the first token, from the server's own metrics.

## References
- https://cloud.google.com/kubernetes-engine/docs/best-practices/machine-learning/inference/autoscaling
- https://docs.vllm.ai/en/latest/usage/metrics.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.autoscaling import metrics_of, pods_scaled
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule("AI056", "scale-on-load", Severity.ERROR, objects("HorizontalPodAutoscaler", "ScaledObject"), aliases="AI056")
def check(autoscaler: Object) -> Iterator[Hit]:
    metrics = metrics_of(autoscaler)
    if not metrics or not all(metric.resource for metric in metrics):
        return
    for pod in pods_scaled(autoscaler):
        for container in pod.main_containers:
            server = server_of(container) if container.accelerators else None
            if server:
                names = " and ".join(dict.fromkeys(metric.name for metric in metrics))
                message = f"{server.program.name} on a GPU is scaled by its {names}"
                fix = "scale on requests that wait, from the server's own metrics"
                yield Hit(metrics[0].field, message, fix)
                return
