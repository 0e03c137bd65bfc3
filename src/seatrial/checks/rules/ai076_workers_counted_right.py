"""What a distributed program is told about its size is its size.

## What it does
Compares, where the numbers are written and not computed: processes per node (`--nproc-per-node`, `NPROC_PER_NODE`,
`nprocPerNode`, MPI's `slotsPerWorker`) with the GPUs of the container, nodes (`--nnodes`, `NNODES`) with the pods of
the job, `WORLD_SIZE` with the pods or the GPUs of all pods, the processes of `mpirun -np` with the slots of all
workers, and `completions` of a Job whose pods need each other with its `parallelism`.

## Why
With a number too large the workers wait for others that never come until the launcher gives up; with one too small
GPUs stand idle.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completions: 2
  parallelism: 2
  template:
    spec:
      containers:
        - name: train
          command: [torchrun, --nnodes=4, --nproc-per-node=8, train.py]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completions: 2
  parallelism: 2
  template:
    spec:
      containers:
        - name: train
          command: [torchrun, --nnodes=2, --nproc-per-node=8, train.py]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Fix
Write the number that the message names, or `--nproc-per-node=gpu`.

## References
- https://docs.pytorch.org/docs/stable/elastic/run.html
- https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/mpi/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import copies, team_of
from seatrial.checks.launch import Number, flag, is_number, launcher_of, number
from seatrial.checks.parallel import gpus_of
from seatrial.checks.pods import Life
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.sharing import sharing_of
from seatrial.checks.view import at, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

PROCESSES = ("NPROC_PER_NODE", "PET_NPROC_PER_NODE")
NODES = ("NNODES", "PET_NNODES")


@rule("AI076", "workers-counted-right", Severity.ERROR, CONTAINERS, aliases="AI076")
def check(container: Container) -> Iterator[Hit]:
    if container.init or container.pod.life is not Life.BATCH:
        return
    if container.pod.object.kind == "MPIJob":
        yield from _mpi(container)
        return
    gpus = gpus_of(container)
    if not gpus:
        return
    program, words = launcher_of(container)
    torchrun = program == "torchrun"
    processes = number(container, words if torchrun else (), ("--nproc-per-node",) if torchrun else (), PROCESSES)
    processes = processes or _of_operator(container)
    if processes and processes.value != gpus and not sharing_of(container):
        yield _differs(container, processes, gpus, "GPUs in the container", idle=processes.value < gpus)
    yield from _nodes(container, gpus, processes.value if processes else gpus)


def _of_operator(container: Container) -> Number | None:
    """What a PyTorchJob tells all its replicas; a word such as `auto` is no number."""
    thing = container.pod.object
    told = str(thing.spec.get("nprocPerNode")) if thing.kind == "PyTorchJob" else ""
    return Number(int(told), "spec.nprocPerNode", "nprocPerNode") if is_number(told) else None


def _nodes(container: Container, gpus: int, processes: int) -> Iterator[Hit]:
    pods = _pods(container)
    if pods is None:
        return
    program, words = launcher_of(container)
    torchrun = program == "torchrun"
    nodes = number(container, words if torchrun else (), ("--nnodes",) if torchrun else (), NODES)
    if nodes and nodes.value != pods:
        yield _differs(container, nodes, pods, "pods that work together", idle=False)
    world = number(container, (), (), ("WORLD_SIZE",))
    if world and world.value not in (pods, pods * gpus, pods * processes):
        yield _differs(container, world, pods * processes, f"processes, {processes} in each of {pods} pods", idle=False)
    yield from _completions(container, pods)


def _pods(container: Container) -> int | None:
    """The pods of the team if they are all of one kind of object; None where that is not known."""
    team = team_of(container.pod.object)
    if team:
        return team.size
    return 1 if copies(container.pod) == 1 and container.pod.object.key.group == "batch" else None


def _completions(container: Container, pods: int) -> Iterator[Hit]:
    pod = container.pod
    job = at(pod.object.manifest, *pod.steps[:-2])
    completions = integer(at(job, "completions"))
    if pod.object.kind == "Job" and pod.object.key.group == "batch" and completions and completions > pods > 1:
        message = f"Job {pod.object.name} runs {pods} of {completions} pods at once although they need each other"
        yield Hit("spec.parallelism", message, f"set parallelism to {completions}")


def _differs(container: Container, told: Number, real: int, what: str, *, idle: bool) -> Hit:
    message = f"container {container.name} is told {told.name} {told.value} and there are {real} {what}"
    severity = Severity.WARNING if idle else None
    return Hit(told.field, message, f"set {told.name} to {real}", severity=severity)


def _mpi(container: Container) -> Iterator[Hit]:
    """`slotsPerWorker` against the workers' GPUs, and the launcher's processes against all slots."""
    thing = container.pod.object
    slots = integer(thing.spec.get("slotsPerWorker")) or 1
    gpus = gpus_of(container)
    if gpus and "Worker" in container.pod.steps and slots != gpus and slots > 1:
        message = f"MPIJob {thing.name} gives each worker {slots} slots and container {container.name} has {gpus} GPUs"
        severity = Severity.WARNING if slots < gpus else None
        yield Hit("spec.slotsPerWorker", message, f"set slotsPerWorker to {gpus}", severity=severity)
    program, words = launcher_of(container)
    if program in ("mpirun", "mpiexec", "horovodrun") and "Launcher" in container.pod.steps:
        asked = flag(words, ("-np", "-n", "--n", "--np"))
        workers = next((pod.replicas for pod in thing.pods if "Worker" in pod.steps), None)
        if asked and workers and is_number(asked.text):
            total = (workers + (thing.spec.get("runLauncherAsWorker") is True)) * slots
            if int(asked.text) > total:
                message = f"the launcher starts {asked.text} processes and {workers} workers have {total} slots"
                yield Hit(asked.field, message, f"start {total} processes or raise slotsPerWorker")
