"""The model fits the GPUs that serve it.

## What it does
Compares the weights, and for vLLM the key-value cache of one request of the length that `--max-model-len` allows, with
the memory of the GPUs that hold one copy of the model. It speaks only where all is known: the size from the model's
name, the split from the server's options, the GPU from the node selector, affinity or MIG profile. Sizes are lower
bounds: 4 bits for a weight unless the published files or an option say more.

## Why
The server runs out of GPU memory while it loads, after minutes of download, and does so again at each restart.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, meta-llama/Llama-3.1-70B-Instruct, --tensor-parallel-size, "4"]
      resources: {limits: {nvidia.com/gpu: 4}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, meta-llama/Llama-3.1-70B-Instruct, --tensor-parallel-size, "4"]
      resources: {limits: {nvidia.com/gpu: 4}}
```

## Fix
Choose larger GPUs, split the model over more of them, serve a quantised one, or lower `--max-model-len`.

## References
- https://docs.vllm.ai/en/latest/configuration/conserving_memory.html
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.gpu_memory import gpu_memory
from seatrial.checks.models import cache_bytes, context_length, in_gib, weight_bytes
from seatrial.checks.parallel import split_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import option_field, server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container

KEEPS_SOME_ON_CPU = ("llama.cpp", "Ollama", "LocalAI")
CACHE_AT_START = ("vLLM", "KServe Hugging Face runtime")
"""Programs that refuse to start when one request of the greatest length does not fit."""


@rule("AI034", "model-fits-gpu", Severity.ERROR, CONTAINERS, aliases="AI034")
def check(container: Container) -> Iterator[Hit]:
    server = server_of(container) if container.accelerators else None
    if not server or server.program.name in KEEPS_SOME_ON_CPU or "--cpu-offload-gb" in server.flags:
        return
    weights = weight_bytes(server)
    split = split_of(container, server) if weights else None
    memory = gpu_memory(container) if split else None
    if not weights or not split or not memory:
        return
    parts = split.parts * (split.data if "--enable-expert-parallel" in server.flags else 1)
    room = int(memory * _share(server)) * parts
    on = f"{parts} GPU{'s' if parts > 1 else ''} with {in_gib(memory)}" + (" each" if parts > 1 else "")
    if weights > room:
        field = option_field(container, server, "model")
        message = f"the weights of {server.model} take at least {in_gib(weights)} and there are {on}"
        yield Hit(field, message, "use larger or more GPUs, or a quantised model")
        return
    tokens = context_length(server)
    cache = cache_bytes(server, tokens) if tokens and server.program.name in CACHE_AT_START else None
    if cache and weights + cache > room:
        field = option_field(container, server, "length")
        message = (
            f"the weights of {server.model} take {in_gib(weights)} and one request of {tokens} tokens {in_gib(cache)}, "
            f"more than {on}"
        )
        yield Hit(field, message, "lower --max-model-len, or use larger or more GPUs")


def _share(server: Server) -> float:
    """The part of the memory that the server may take; all of it where nothing is said."""
    told = server.told("memory")
    try:
        share = float(told) if told else 1.0
    except ValueError:
        return 1.0
    return share if 0 < share <= 1 else 1.0
