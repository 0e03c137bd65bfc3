"""Model servers leave the endpoints before they are told to stop.

## What it does
Asks model servers that are reached through ports for a `preStop` hook. Kinds whose controller drains the pods, such as
InferenceService, are left out.

## Why
Kubernetes sends SIGTERM at the same moment as it begins to take the pod out of the endpoints, so for some seconds new
requests arrive at a server that has stopped taking any, and each rollout and each scale-down answers with errors.

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
          image: vllm/vllm-openai:v0.11.0
          args: [--model, /models/chat]
          ports: [{containerPort: 8000}]
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
          image: vllm/vllm-openai:v0.11.0
          args: [--model, /models/chat]
          ports: [{containerPort: 8000}]
          lifecycle: {preStop: {sleep: {seconds: 10}}}
```

## Fix
Add `lifecycle: {preStop: {sleep: {seconds: 10}}}` and count it into `terminationGracePeriodSeconds`.

## References
- https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
- https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import services_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import OPERATED, serving
from seatrial.checks.view import at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("AI054", "server-drains", Severity.WARNING, CONTAINERS, aliases="AI054")
def check(container: Container) -> Iterator[Hit]:
    server = serving(container)
    if not server or container.pod.object.kind in OPERATED or at(container.spec, "lifecycle", "preStop"):
        return
    if container.ports or services_of(container.pod):
        message = f"{server.program.name} in container {container.name} is stopped while requests still arrive"
        yield Hit(f"{container.path}.lifecycle.preStop", message, "add preStop: {sleep: {seconds: 10}}")
