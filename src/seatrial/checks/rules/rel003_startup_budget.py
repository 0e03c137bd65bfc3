"""Model servers have time to load their model.

## What it does
Asks for a `startupProbe` on containers with a GPU that have a `livenessProbe`, with no less patience
(`initialDelaySeconds` + `periodSeconds` times `failureThreshold`) than the liveness probe alone would have. A model
server that is known by its image or command line (vLLM, SGLang, TGI, Triton and others) and has no probe at all is
found too; kinds whose controller adds the probes, such as InferenceService, are left out.

## Why
Liveness begins to count at once without a startup probe, so a model that loads longer than its few periods is killed,
starts again and never serves. Without any probe requests arrive minutes before the model does.

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

from typing import TYPE_CHECKING

from seatrial.checks.probe import patience
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import OPERATED, PRESET, serving
from seatrial.checks.view import Container, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REL003", "startup-budget", Severity.ERROR, CONTAINERS, aliases="AI050")
def check(container: Container) -> Iterator[Hit]:
    if container.init or not container.pod.serves:
        return
    liveness, startup = mapping(container.spec.get("livenessProbe")), mapping(container.spec.get("startupProbe"))
    field = f"{container.path}.startupProbe"
    if liveness:
        if not container.accelerators or not (container.ports or serving(container)):
            return
        if not startup and container.pod.object.kind not in PRESET:
            message = f"container {container.name} is killed after {patience(liveness)} s if its model is not loaded"
            yield Hit(field, message, "add a startupProbe that waits for the slowest load")
        elif startup and patience(startup) < patience(liveness):
            message = f"the startup probe of container {container.name} waits {patience(startup)} s, less than liveness"
            yield Hit(f"{field}.failureThreshold", message, "raise failureThreshold to the slowest load of the model")
    elif not startup and not mapping(container.spec.get("readinessProbe")):
        server = serving(container)
        if server and container.pod.object.kind not in OPERATED:
            message = f"nothing waits until {server.program.name} in container {container.name} has loaded its model"
            yield Hit(field, message, "add a startupProbe that waits for the slowest load, and a readinessProbe")
