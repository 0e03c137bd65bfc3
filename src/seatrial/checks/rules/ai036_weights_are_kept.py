"""Weights are not fetched again at every start.

## What it does
Finds model servers with a GPU that fetch their model by name from a hub (`--model owner/name`, `hf://`) into the
container's own layer, because no volume is mounted where they keep downloads. Downloads into an emptyDir outlive the
container but not the pod, which is only noted. Any mount whose path looks like a place for models is taken for a cache.

## Why
Each restart downloads tens of gigabytes before the first answer, and none starts while the hub is away, slow, or
limits the rate.

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
          args: [--model, meta-llama/Llama-3.1-8B-Instruct]
          resources: {limits: {nvidia.com/gpu: 1}}
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
          args: [--model, meta-llama/Llama-3.1-8B-Instruct]
          resources: {limits: {nvidia.com/gpu: 1}}
          volumeMounts: [{name: models, mountPath: /root/.cache/huggingface}]
      volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]
```

## Fix
Mount a claim that several nodes can read at the cache directory, or use an image volume or a node cache.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.mounts import place_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import OPERATED, server_of
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container

LIKELY = r"(?i)cache|model|weight|hugging|hf|hub|ollama|nim|^/data|^/root|^/home|^/mnt|^/opt|^/var"


@rule("AI036", "weights-are-kept", Severity.WARNING, CONTAINERS, aliases="AI036")
def check(container: Container) -> Iterator[Hit]:
    server = server_of(container) if container.accelerators and container.pod.serves and not container.init else None
    if not server or container.pod.object.kind in OPERATED or not (server.hub_name or server.program.name == "NIM"):
        return
    directory = server.told("directory") or server.program.cache
    if not directory or (server.says("directory") and not server.told("directory")):
        return
    place = place_of(container, directory)
    field = f"{container.path}.volumeMounts"
    if place is None and not _mounts_some_cache(container):
        message = f"container {container.name} downloads {_what(server)} into its own layer at every start"
        yield Hit(field, message, f"mount a claim with the weights at {directory}")
    elif place and "emptyDir" in place.volume:
        message = f"each new pod downloads {_what(server)} into the emptyDir {place.name}"
        yield Hit(place.field, message, "mount a claim with the weights instead", severity=Severity.INFO)


def _what(server: Server) -> str:
    return server.hub_name or "its model"


def _mounts_some_cache(container: Container) -> bool:
    paths = (text(at(mount, "mountPath")) for mount in sequence(container.spec.get("volumeMounts")))
    return any(re.search(LIKELY, path) for path in paths)
