"""A model is split over exactly the GPUs that the pod has.

## What it does
Multiplies what the server is told (`--tensor-parallel-size`, `--pipeline-parallel-size`, copies for data parallelism in
the pod, or the variables and spellings of SGLang, TGI, TensorRT-LLM, NIM and KServe's `parallelism`) and compares it
with the NVIDIA or AMD GPUs of the pod, of the group in a LeaderWorkerSet. Servers that spread over a Ray cluster are
left out: what has joined it is not written in the pod.

## Why
With too few GPUs the server ends at once and is restarted for ever, and with too many it leaves the rest idle, reserved
and paid for.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, /models/chat, --tensor-parallel-size, "8"]
      resources: {limits: {nvidia.com/gpu: 4}}
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
      args: [--model, /models/chat, --tensor-parallel-size, "4"]
      resources: {limits: {nvidia.com/gpu: 4}}
```

## Fix
Set the tensor-parallel size to the number of GPUs in the pod, or ask for as many GPUs as the product.

## References
- https://docs.vllm.ai/en/latest/serving/parallelism_scaling.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.parallel import gpus_of, group_gpus, split_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import option_field, server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.parallel import Split
    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container


@rule("AI035", "parallelism-uses-gpus", Severity.ERROR, CONTAINERS, aliases="AI035")
def check(container: Container) -> Iterator[Hit]:
    own = gpus_of(container)
    server = server_of(container) if own and not container.init else None
    split = split_of(container, server) if server else None
    if not server or not split:
        return
    grouped = container.pod.object.kind == "LeaderWorkerSet"
    if grouped and not split.stated:
        return
    have = group_gpus(container) if grouped else own * split.nodes
    need = split.parts * split.data
    where = f"the {split.nodes} pods of its group" if split.nodes > 1 else "its pod"
    if need > have:
        message = f"{server.program.name} in container {container.name} splits {_product(split)} and {where} has {have}"
        yield Hit(_field(container, server), message, f"set the sizes so that their product is {have}")
    elif need < have:
        message = f"{server.program.name} in container {container.name} uses {need} of the {have} GPUs of {where}"
        fix = f"raise the tensor-parallel size to {have // max(split.pipeline * split.data, 1)} or ask for {need}"
        yield Hit(_field(container, server), message, fix, severity=Severity.WARNING)


def _product(split: Split) -> str:
    """`its model over 8 GPUs`, with the factors where there are several."""
    factors = [str(factor) for factor in (split.tensor, split.pipeline, split.data) if factor > 1]
    total = split.parts * split.data
    return f"its model over {total} GPUs" + (f" ({' x '.join(factors)})" if len(factors) > 1 else "")


def _field(container: Container, server: Server) -> str:
    if container.pod.object.kind == "LLMInferenceService" and not server.says("tensor"):
        return f"spec.{'prefill.' if 'prefill' in container.pod.steps else ''}parallelism.tensor"
    return option_field(container, server, "tensor")
