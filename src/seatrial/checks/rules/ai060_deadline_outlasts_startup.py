"""A rollout is not called failed while its model still loads.

## What it does
Compares `progressDeadlineSeconds` of Deployments (600 by default) with the longest patience of the startup probes of
their GPU containers.

## Why
The Deployment reports that its rollout failed, and pipelines roll back a version that was only loading.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          resources: {limits: {nvidia.com/gpu: 1}}
          startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 180}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  progressDeadlineSeconds: 2700
  template:
    spec:
      containers:
        - name: chat
          resources: {limits: {nvidia.com/gpu: 1}}
          startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 180}
```

## Fix
Set `progressDeadlineSeconds` above the startup probe's patience plus the time to find a node and pull the image.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.probe import patience
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import integer, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod

DEFAULT = 600


@rule("AI060", "deadline-outlasts-startup", Severity.WARNING, PODS, aliases="AI060")
def check(pod: Pod) -> Iterator[Hit]:
    if pod.object.kind != "Deployment" or not pod.accelerators:
        return
    probes = [mapping(container.spec.get("startupProbe")) for container in pod.main_containers]
    longest = max((patience(probe) for probe in probes if probe), default=0)
    deadline = integer(pod.object.spec.get("progressDeadlineSeconds")) or DEFAULT
    if longest > deadline:
        message = f"the rollout counts as failed after {deadline} s, and a pod may take {longest} s to start"
        fix = f"set progressDeadlineSeconds above {longest}, with time to find a node and pull the image"
        yield Hit("spec.progressDeadlineSeconds", message, fix)
