"""The startup probe waits longer than the model takes to load.

## What it does
Compares the patience of a model server's `startupProbe`, or of its `livenessProbe` where there is none, with the time
to read the weights at 1 GB/s, where the model's name tells their size. The size is a lower bound. Faster storage is
told by the setting `gigabytes_per_second`.

## Why
The kubelet kills the server in the middle of loading and starts it again, for ever.

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
          args: [--model, meta-llama/Llama-3.1-70B-Instruct, --tensor-parallel-size, "4"]
          resources: {limits: {nvidia.com/gpu: 4}}
          startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 6}
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
          args: [--model, meta-llama/Llama-3.1-70B-Instruct, --tensor-parallel-size, "4"]
          resources: {limits: {nvidia.com/gpu: 4}}
          startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 90}
```

## Fix
Raise `failureThreshold` until the product with `periodSeconds` is twice the slowest load, a cold cache included.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#startup-probe
- https://docs.vllm.ai/en/latest/deployment/k8s.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.loading import load_seconds
from seatrial.checks.probe import patience
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import PRESET, serving
from seatrial.checks.view import mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("AI051", "startup-outlasts-load", Severity.ERROR, CONTAINERS, aliases="AI051")
def check(container: Container) -> Iterator[Hit]:
    if not serving(container):
        return
    name = "startupProbe" if mapping(container.spec.get("startupProbe")) else "livenessProbe"
    if name == "livenessProbe" and container.pod.object.kind in PRESET:
        return
    probe = mapping(container.spec.get(name))
    settings = container.pod.inventory.context.settings.get("AI051", {})
    load = load_seconds(container, settings) if probe else None
    if load and load > patience(probe):
        message = (
            f"the {name} of container {container.name} waits {patience(probe)} s and reading the weights takes at "
            f"least {load} s"
        )
        yield Hit(f"{container.path}.{name}.failureThreshold", message, f"wait more than {load} s before giving up")
