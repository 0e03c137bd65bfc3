"""The memory of a model server is not far below what it has to read.

## What it does
Compares the memory limit of a model server on GPUs with the size of its weights, where the model's name tells that
(`Llama-3.1-70B`). The size is a lower bound; servers that split one model over several pods count their own part.
That memory is asked for at all is what RES001 and RES002 look at.

## Why
All weights pass through the container's memory on their way to the GPU, so a small limit throws them out of the page
cache while they are still needed and loading crawls, or the loader is killed as out of memory. Loaders that map their
files survive it, which is why this is a warning.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, meta-llama/Llama-3.1-8B-Instruct]
      resources: {limits: {nvidia.com/gpu: 1, memory: 512Mi}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, meta-llama/Llama-3.1-8B-Instruct]
      resources: {limits: {nvidia.com/gpu: 1, memory: 32Gi}}
```

## Fix
Raise `limits.memory` and the request above the size of the weights, with room for shared memory and the process.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.models import in_gib, weight_bytes
from seatrial.checks.parallel import pods_of_group
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import server_of
from seatrial.checks.view import quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule("AI033", "memory-holds-weights", Severity.WARNING, CONTAINERS, aliases="AI033")
def check(container: Container) -> Iterator[Hit]:
    limit = quantity(container.limits.get("memory")) if container.accelerators else None
    server = server_of(container) if limit else None
    weights = weight_bytes(server) if server else None
    group = pods_of_group(container) if weights else None
    if limit and weights and group and limit.units < weights // group:
        message = f"container {container.name} has {limit} of memory for weights of at least {in_gib(weights // group)}"
        yield Hit(f"{container.resources_path}.limits.memory", message, "raise limits.memory above the weights")
