"""Containers with several GPUs have shared memory.

## What it does
Asks for a volume at `/dev/shm` in containers with two or more GPUs, and in GPU containers that start worker processes
(`torchrun`, `--tensor-parallel-size`, `WORLD_SIZE`).

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
from seatrial.checks.view import Container, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = ("torchrun", "torch.distributed", "--tensor-parallel-size", "accelerate launch")


@rule("AI030", "shared-memory", Severity.ERROR, CONTAINERS, aliases="AI030")
def check(container: Container) -> Iterator[Hit]:
    mounts = sequence(container.spec.get("volumeMounts"))
    if container.init or not container.accelerators or any(_is_shm(mount) for mount in mounts):
        return
    if container.accelerators > 1 or _starts_workers(container):
        message = f"container {container.name} runs GPU workers with 64 MiB of shared memory"
        yield Hit(f"{container.path}.volumeMounts", message, "mount an emptyDir of medium Memory at /dev/shm")


def _is_shm(mount: Any) -> bool:
    return text(at(mount, "mountPath")).rstrip("/") == "/dev/shm"  # noqa: S108  a path inside the container


def _starts_workers(container: Container) -> bool:
    words = [*sequence(container.spec.get("command")), *sequence(container.spec.get("args"))]
    names = (at(variable, "name") for variable in sequence(container.spec.get("env")))
    return any(word in text(part) for part in words for word in WORKERS) or "WORLD_SIZE" in names
