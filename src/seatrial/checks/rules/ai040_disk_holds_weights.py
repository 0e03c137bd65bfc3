"""The disk that a pod may use holds the weights it downloads.

## What it does
Compares the `ephemeral-storage` limit or request of a model server that downloads its model, and the `sizeLimit` of the
emptyDir it downloads to, with the size of the weights where the model's name tells it. The size is a lower bound. What
an image takes is not known from a manifest and does not count towards these limits.

## Why
The kubelet evicts the pod in the middle of the download, and the next one starts over.

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
          args: [--model, meta-llama/Llama-3.1-70B-Instruct]
          resources: {limits: {nvidia.com/gpu: 8, ephemeral-storage: 50Gi}}
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
          args: [--model, meta-llama/Llama-3.1-70B-Instruct]
          resources: {limits: {nvidia.com/gpu: 8, ephemeral-storage: 200Gi}}
```

## Fix
Raise the limit above the size of the weights, or mount a claim that holds them.

## References
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.models import in_gib, weight_bytes
from seatrial.checks.mounts import is_scratch, place_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import OPERATED, server_of
from seatrial.checks.view import at, quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

DISK = "ephemeral-storage"


@rule("AI040", "disk-holds-weights", Severity.ERROR, CONTAINERS, aliases="AI040")
def check(container: Container) -> Iterator[Hit]:
    server = None if container.pod.object.kind in OPERATED else server_of(container)
    directory = (server.told("directory") or server.program.cache) if server and server.hub_name else ""
    weights = weight_bytes(server) if server and directory else None
    if not server or not weights:
        return
    place = place_of(container, directory)
    if not is_scratch(place) or at(place.volume if place else None, "emptyDir", "medium") == "Memory":
        return
    what = f"the weights of {server.hub_name} take at least {in_gib(weights)}"
    size = quantity(at(place.volume, "emptyDir", "sizeLimit")) if place else None
    if place and size and size.units < weights:
        index = list(container.pod.volumes).index(place.name)
        field = f"{container.pod.path}.volumes[{index}].emptyDir.sizeLimit"
        yield Hit(field, f"{what} and volume {place.name} may hold {size}", "raise sizeLimit")
    limit, request = quantity(container.limits.get(DISK)), quantity(container.requests.get(DISK))
    if limit and limit.units < weights:
        field = f"{container.resources_path}.limits.{DISK}"
        yield Hit(field, f"{what} and container {container.name} may use {limit} of disk", f"raise limits.{DISK}")
    elif request and request.units < weights:
        field = f"{container.resources_path}.requests.{DISK}"
        message = f"{what} and container {container.name} asks for {request} of disk"
        yield Hit(field, message, f"raise requests.{DISK}", severity=Severity.WARNING)
