"""Containers that serve are restarted when they hang.

## What it does
Asks for a `livenessProbe` on containers that declare ports in long-running workloads.

## Why
A server that hangs but does not exit stays in that state, with its GPU, until somebody notices.

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
          livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 6}
```

## Fix
Add a `livenessProbe` on a path that does not run the model, with a threshold that a busy server does not reach.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL002",
    "liveness-probe",
    Severity.WARNING,
    CONTAINERS,
    aliases="CKV_K8S_8 C-0056 no-liveness-probe livenessProbeMissing",
)
def check(container: Container) -> Iterator[Hit]:
    if container.serves and not mapping(container.spec.get("livenessProbe")):
        message = f"container {container.name} is not restarted when it hangs"
        yield Hit(f"{container.path}.livenessProbe", message, "add a livenessProbe")
