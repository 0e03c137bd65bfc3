"""Servers that take their GPU memory at the start are not scaled by it.

## What it does
Finds autoscalers of vLLM, SGLang, TGI and other servers that reserve their share of GPU memory when they start, whose
metric is the GPU memory in use (DCGM's `FB_USED`, Google's `accelerator/memory_used`, `gpu_memory…`).

## Why
The memory in use is the same with and without requests, so the number of replicas only ever goes up.

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
  minReplicaCount: 1
  triggers: [{type: prometheus, metadata: {query: "avg(DCGM_FI_DEV_FB_USED)", threshold: "60000"}}]
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
Scale on requests that wait, or on the part of the key-value cache in use.

## References
- https://cloud.google.com/kubernetes-engine/docs/best-practices/machine-learning/inference/autoscaling
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.autoscaling import metrics_of, pods_scaled
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

MEMORY = r"(?i)DCGM_FI_DEV_(?:FB_USED|MEM_COPY_UTIL)|accelerator.memory_used|gpu_?(?:fb_used|memory|mem_)"
CACHE = r"(?i)cache"


@rule(
    "AI058",
    "no-scaling-on-gpu-memory",
    Severity.WARNING,
    objects("HorizontalPodAutoscaler", "ScaledObject"),
    aliases="AI058",
)
def check(autoscaler: Object) -> Iterator[Hit]:
    metrics = [
        metric
        for metric in metrics_of(autoscaler)
        if not metric.resource and re.search(MEMORY, metric.name) and not re.search(CACHE, metric.name)
    ]
    if not metrics:
        return
    containers = [container for pod in pods_scaled(autoscaler) for container in pod.main_containers]
    servers = [server for container in containers if (server := server_of(container))]
    name = next((server.program.name for server in servers if server.program.preallocates), "")
    for metric in metrics if name else ():
        message = f"{name} takes its GPU memory when it starts, so {metric.name} says nothing about the load"
        yield Hit(metric.field, message, "scale on requests that wait instead")
