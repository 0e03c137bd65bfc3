"""Containers whose workers share GPUs' work have shared memory.

## What it does
Asks for a volume at `/dev/shm` in containers with two or more NVIDIA or AMD GPUs, and in GPU containers that start
worker processes (`torchrun`, `--tensor-parallel-size` above 1, `WORLD_SIZE` above 1). `hostIPC` does not count: it
lends the node's segment to the pod instead of giving it one.

## Why
Workers exchange tensors through `/dev/shm`, which is 64 MiB by default, and die with a bus error when it is full.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 4}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      resources: {limits: {nvidia.com/gpu: 4}}
      volumeMounts: [{name: shm, mountPath: /dev/shm}]
  volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 16Gi}}]
```

## Fix
Mount an emptyDir of medium `Memory` with a `sizeLimit` at `/dev/shm`. It counts towards the memory limit.

## References
- https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html
- https://docs.vllm.ai/en/latest/deployment/k8s.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import server_of
from seatrial.checks.view import Container, at, quantity, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = ("torchrun", "torch.distributed", "accelerate launch", "deepspeed")
VENDORS = ("nvidia.com/gpu", "amd.com/gpu")
GIVEN = ("DynamoGraphDeployment", "DynamoComponentDeployment", "LLMInferenceService", "NIMService")
"""Kinds whose controller mounts shared memory in the pods it makes."""


@rule("AI030", "shared-memory", Severity.ERROR, CONTAINERS, aliases="AI030")
def check(container: Container) -> Iterator[Hit]:
    if container.init or not container.accelerators or _has_shared_memory(container):
        return
    gpus = sum(amount.units for vendor in VENDORS if (amount := quantity(container.limits.get(vendor))))
    if gpus > 1 or _starts_workers(container):
        host = container.pod.spec.get("hostIPC") is True
        has = "the shared memory of the node and none of its own" if host else "64 MiB of shared memory"
        message = f"container {container.name} runs GPU workers with {has}"
        yield Hit(f"{container.path}.volumeMounts", message, "mount an emptyDir of medium Memory at /dev/shm")


def _has_shared_memory(container: Container) -> bool:
    if any(_is_shm(mount) for mount in sequence(container.spec.get("volumeMounts"))):
        return True
    return container.pod.object.kind in GIVEN


def _is_shm(mount: Any) -> bool:
    return text(at(mount, "mountPath")).rstrip("/") == "/dev/shm"  # noqa: S108  a path inside the container


def _starts_workers(container: Container) -> bool:
    if any(word in part for part in container.command_line for word in WORKERS):
        return True
    size = container.environment.get("WORLD_SIZE")
    if size is not None and text(size) != "1":
        return True
    server = server_of(container)
    return bool(server and (server.number("tensor", 1) or 1) > 1)
