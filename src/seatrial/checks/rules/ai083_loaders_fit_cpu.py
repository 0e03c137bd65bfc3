"""The processes that feed the GPUs have CPUs to run on.

## What it does
Multiplies the data loader's workers (`--num-workers`, `--dataloader-num-workers` and the like) with the processes of
the container, and `OMP_NUM_THREADS` with the processes, and compares both with the CPU limit of the container, or the
request where there is no limit.

## Why
The loaders wait for each other, or the kernel stops them for most of every tenth of a second, and the GPUs wait for
data.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      command: [torchrun, --nproc-per-node=8, train.py, --num-workers=8]
      resources: {requests: {cpu: 16}, limits: {cpu: 16, nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      command: [torchrun, --nproc-per-node=8, train.py, --num-workers=8]
      resources: {requests: {cpu: 96}, limits: {nvidia.com/gpu: 8}}
```

## Fix
Ask for as many CPUs as there are loaders and processes, without a limit, or start fewer loaders.

## References
- https://docs.pytorch.org/docs/stable/data.html
- https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.launch import launcher_of, number, words_of
from seatrial.checks.parallel import gpus_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import quantity
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

WORKERS = ("--num-workers", "--dataloader-num-workers", "--dataloader.num-workers", "--data-workers")
PROCESSES = ("NPROC_PER_NODE", "PET_NPROC_PER_NODE")


@rule("AI083", "loaders-fit-cpu", Severity.WARNING, CONTAINERS, aliases="AI083")
def check(container: Container) -> Iterator[Hit]:
    if not container.accelerators or container.init:
        return
    limit, request = quantity(container.limits.get("cpu")), quantity(container.requests.get("cpu"))
    cpus = limit or request
    if cpus is None:
        return
    have = f"{'a CPU limit' if limit else 'a CPU request'} of {cpus}"
    field = f"{container.resources_path}.{'limits' if limit else 'requests'}.cpu"
    processes = _processes(container)
    workers = number(container, list(words_of(container)), WORKERS, ())
    if workers and workers.value * processes > cpus.units:
        total = workers.value * processes
        message = f"container {container.name} loads data with {total} processes and has {have}"
        yield Hit(field, message, f"ask for {total + processes} CPUs or start fewer loaders")
    threads = number(container, (), (), ("OMP_NUM_THREADS",))
    if threads and threads.value * processes > cpus.units:
        total = threads.value * processes
        message = f"container {container.name} computes with {total} threads and has {have}"
        fix = f"set OMP_NUM_THREADS to {max(cpus.units // processes, 1)} or ask for more CPUs"
        yield Hit(threads.field, message, fix)


def _processes(container: Container) -> int:
    """Processes that the launcher starts in the container, one for each GPU where it does not say."""
    program, words = launcher_of(container)
    if program == "torchrun":
        told = number(container, words, ("--nproc-per-node",), PROCESSES)
        return max(told.value if told else 1, 1)
    return max(gpus_of(container), 1) if program in ("deepspeed", "accelerate") else 1
