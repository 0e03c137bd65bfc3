"""GPU servers have time to load their model.

## What it does
Asks for a `startupProbe` on containers with a GPU that have a `livenessProbe`, with no less patience
(`initialDelaySeconds` + `periodSeconds` times `failureThreshold`) than the liveness probe alone would have.

## Why
Liveness begins to count at once without a startup probe, so a model that loads longer than its few periods is killed,
starts again and never serves.

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
          ports: [{containerPort: 8080}]
          resources: {limits: {nvidia.com/gpu: 1}}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          ports: [{containerPort: 8080}]
          resources: {limits: {nvidia.com/gpu: 1}}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}}
          startupProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 10, failureThreshold: 60}
```

## Fix
Add a `startupProbe` whose `periodSeconds` times `failureThreshold` is longer than the slowest load of the model.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#startup-probe
- https://docs.vllm.ai/en/latest/deployment/k8s.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, integer, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@rule("REL003", "startup-budget", Severity.ERROR, CONTAINERS, aliases="AI050 AI051 AI052")
def check(container: Container) -> Iterator[Hit]:
    if not container.serves or not container.accelerators:
        return
    liveness, startup = mapping(container.spec.get("livenessProbe")), mapping(container.spec.get("startupProbe"))
    if not liveness:
        return
    field = f"{container.path}.startupProbe"
    if not startup:
        message = f"container {container.name} is killed after {_patience(liveness)} s if its model is not loaded"
        yield Hit(field, message, "add a startupProbe that waits for the slowest load")
    elif _patience(startup) < _patience(liveness):
        message = f"the startup probe of container {container.name} waits {_patience(startup)} s, less than liveness"
        yield Hit(f"{field}.failureThreshold", message, "raise failureThreshold to the slowest load of the model")


def _patience(probe: Mapping[str, Any]) -> int:
    """Seconds until the kubelet gives up; delay 0, period 10 s and threshold 3 are Kubernetes' defaults."""
    period, failures = integer(probe.get("periodSeconds")), integer(probe.get("failureThreshold"))
    return (integer(probe.get("initialDelaySeconds")) or 0) + (period or 10) * (failures or 3)
