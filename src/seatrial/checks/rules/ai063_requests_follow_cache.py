"""Requests go to the replica that has their prefix cached.

## What it does
Notes Services in front of several replicas of vLLM, SGLang or TensorRT-LLM where neither an InferencePool selects the
pods nor a router that knows their caches is among the objects. Headless Services and those with session affinity are
left out.

## Why
A Service deals connections out at random, so the same conversation is computed anew on each replica, and one replica
queues while another is idle.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 4
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 8000}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 4
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: inference.networking.k8s.io/v1
kind: InferencePool
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, targetPorts: [{number: 8000}]}
```

## Fix
Put an InferencePool with an endpoint picker in front of the replicas, or the server's own router.

## References
- https://gateway-api-inference-extension.sigs.k8s.io/
- https://docs.vllm.ai/projects/production-stack/en/latest/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.exposure import pods_behind
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import OPERATED, serving
from seatrial.checks.view import at, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object

CACHING = ("vLLM", "SGLang", "TensorRT-LLM")
ROUTER = (
    r"lmstack-router|sglang[-_.]router|sgl-model-gateway|vllm[-_]router|inference-scheduler|dynamo\.(?:frontend|router)"
    r"|gateway-api-inference-extension|/epp(?:[:@]|$)"
)


@rule("AI063", "requests-follow-cache", Severity.INFO, objects("Service"), aliases="AI063", absence=True)
def check(service: Object) -> Iterator[Hit]:
    if service.spec.get("clusterIP") == "None" or service.spec.get("sessionAffinity") == "ClientIP":
        return
    for pod in pods_behind(service):
        server = next((s for c in pod.main_containers if (s := serving(c)) and s.program.name in CACHING), None)
        if not server or pod.object.kind in OPERATED:
            continue
        _, most = pod.inventory.replicas(pod.object)
        if most > 1 and not pod.inventory.derive(_has_router) and id(pod) not in pod.inventory.derive(_pooled):
            message = (
                f"up to {most} replicas of {server.program.name} get requests at random, whatever they have cached"
            )
            yield Hit("spec.selector", message, "put an InferencePool or the server's router in front")
            return


def _has_router(inventory: Inventory) -> bool:
    return any(
        re.search(ROUTER, container.image) or any(re.search(ROUTER, word) for word in container.command_line)
        for owner in inventory.objects
        for pod in owner.pods
        for container in pod.containers
    )


def _pooled(inventory: Inventory) -> set[int]:
    """The pods of InferencePools, whose selector was a bare mapping before v1."""
    found: set[int] = set()
    for pool in inventory.of_kind("InferencePool"):
        selector = mapping(pool.spec.get("selector"))
        labels = mapping(at(selector, "matchLabels")) or {k: v for k, v in selector.items() if text(v)}
        found |= {id(pod) for pod in inventory.select(pool.namespace, {"matchLabels": labels})} if labels else set()
    return found
