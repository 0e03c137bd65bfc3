"""Containers that serve are restarted when they hang.

## What it does
Asks for a `livenessProbe` on containers of long-running workloads that get requests: they declare a port, or they are
the only container behind a Service. Ports that are only for watching (`metrics`, `health`) do not count unless a
Service leads to the pod, and kinds whose controller adds the probe, such as InferenceService, are left out.

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
from seatrial.checks.traffic import answers
from seatrial.checks.view import Container, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL002",
    "liveness-probe",
    Severity.WARNING,
    CONTAINERS,
    aliases="CKV_K8S_8 C-0056 no-liveness-probe livenessProbeMissing POP-102 POP-103",
    covers=(70,),
)
def check(container: Container) -> Iterator[Hit]:
    if not mapping(container.spec.get("livenessProbe")) and answers(container):
        message = f"container {container.name} is not restarted when it hangs"
        yield Hit(f"{container.path}.livenessProbe", message, "add a livenessProbe")
