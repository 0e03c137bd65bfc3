"""A server on a time-sliced GPU takes a part of its memory.

## What it does
Finds model servers that take most of a GPU's memory at the start (vLLM, and what runs it) on a GPU that is shared by
time-slicing, where nothing lowers the share: `--gpu-memory-utilization` absent or 0.8 and more.

## Why
Time-slicing divides no memory, so the first server takes it all and the next pod on the GPU ends for lack of it.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, /models/chat]
      resources: {limits: {nvidia.com/gpu.shared: 1}}
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
      args: [--model, /models/chat, --gpu-memory-utilization=0.4]
      resources: {limits: {nvidia.com/gpu.shared: 1}}
```

## Fix
Give each server its part, `--gpu-memory-utilization=0.4` for two on one GPU, or share the GPU by MIG, which divides
the memory.

## References
- https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html
- https://docs.vllm.ai/en/latest/configuration/conserving_memory.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import option_field, server_of
from seatrial.checks.sharing import TIME_SLICING, sharing_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

MOST = 0.8
"""From this part on a second server of the same kind cannot stand beside it."""
FRACTION = re.compile(r"[01]?\.[0-9]{1,6}|1")


@rule("AI120", "shared-gpu-memory-bounded", Severity.WARNING, CONTAINERS, aliases="AI020")
def check(container: Container) -> Iterator[Hit]:
    server = server_of(container) if container.accelerators else None
    if not server or not server.program.options.get("memory"):
        return
    sharing = sharing_of(container)
    if not sharing or sharing.strategy != TIME_SLICING:
        return
    told = server.told("memory")
    if server.says("memory") and not FRACTION.fullmatch(told):
        return
    share = float(told) if told else 0.9
    if share >= MOST:
        who = f"{server.program.name} in container {container.name}"
        message = f"{who} takes {share:.0%} of a GPU that {sharing.said_by} shares"
        fix = "set --gpu-memory-utilization to the part that is meant for this server"
        yield Hit(option_field(container, server, "memory"), message, fix)
