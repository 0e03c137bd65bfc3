"""The liveness probe does not kill a server that is busy.

## What it does
Looks at the `livenessProbe` of model servers: it must not ask the model for an answer (`/v1/chat/completions`,
`/generate`, `/health_generate` and the like), and must not kill after one or two failures within less than 30 seconds;
Kubernetes' own default is three, ten seconds apart.

## Why
A server under full load answers late, is killed for it, and its load goes to the others until they are killed too.

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
          livenessProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 5, failureThreshold: 1}
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
          livenessProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 6}
```

## Fix
Probe a path that only says that the process is alive (`/health`), and raise `failureThreshold`.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
- https://docs.vllm.ai/en/latest/deployment/k8s.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.probe import tolerance
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import serving
from seatrial.checks.view import at, integer, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

ANSWERS = (
    r"/v1/(?:chat/completions|completions|responses|embeddings)\b|/health_generate\b|/generate(?:_stream)?\b"
    r"|/api/(?:generate|chat)\b|/(?:infer|predict)\b"
)
FAILURES, SECONDS = 3, 30


@rule("AI052", "liveness-spares-busy-server", Severity.ERROR, CONTAINERS, aliases="AI052")
def check(container: Container) -> Iterator[Hit]:
    probe = mapping(container.spec.get("livenessProbe"))
    server = serving(container) if probe else None
    if not server:
        return
    field = f"{container.path}.livenessProbe"
    path = text(at(probe, "httpGet", "path"))
    command = " ".join(text(word) for word in sequence(at(probe, "exec", "command")))
    found = re.search(ANSWERS, path) or re.search(ANSWERS, command)
    if found:
        message = f"the liveness probe of container {container.name} makes {server.program.name} compute an answer"
        where = f"{field}.httpGet.path" if path else f"{field}.exec.command"
        yield Hit(where, message, "probe a path that only says that the process is alive, such as /health")
    elif (integer(probe.get("failureThreshold")) or FAILURES) < FAILURES and tolerance(probe) < SECONDS:
        message = f"container {container.name} is killed after {tolerance(probe)} s in which it is too busy to answer"
        yield Hit(f"{field}.failureThreshold", message, "raise failureThreshold", severity=Severity.WARNING)
