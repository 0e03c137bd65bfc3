"""Containers that serve say when they are ready.

## What it does
Asks for a `readinessProbe` on containers of long-running workloads that get requests: they declare a port, or they are
the only container behind a Service. Ports that are only for watching (`metrics`, `health`) do not count unless a
Service leads to the pod, and kinds whose controller adds the probe, such as InferenceService, are left out.

## Why
Without it traffic is sent to a pod from its first second on, so each rollout and each scale-up answers with errors
until the model is loaded.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}}}
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
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
```

## Fix
Add a `readinessProbe` on a path that answers only when requests can be served.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.traffic import answers
from seatrial.checks.view import Container, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL001",
    "readiness-probe",
    Severity.ERROR,
    CONTAINERS,
    aliases="CKV_K8S_9 C-0018 no-readiness-probe pod-probes readinessProbeMissing POP-102 POP-104",
    covers=(71,),
)
def check(container: Container) -> Iterator[Hit]:
    if not mapping(container.spec.get("readinessProbe")) and answers(container):
        message = f"container {container.name} gets traffic before it is ready"
        yield Hit(f"{container.path}.readinessProbe", message, "add a readinessProbe")
