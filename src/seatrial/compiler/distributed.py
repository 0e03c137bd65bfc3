"""The environment of training processes that find each other: what torchrun and `torch.distributed` read.

torchrun takes the default of each of its options from `PET_<OPTION>`, so that `torchrun train.py` needs none. It then
starts `PET_NPROC_PER_NODE` processes in each pod and gives each its own RANK and WORLD_SIZE.

`RANK` and `WORLD_SIZE` here count pods: they are right for a script that runs as one process in a pod, and for those
that multiply by their own GPUs, as PyTorch's ImageNet example does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.environment import from_field

if TYPE_CHECKING:
    from seatrial.compiler.work import Work
    from seatrial.resource import Manifest
    from seatrial.spec.jobs import Job

INDEX = "metadata.annotations['batch.kubernetes.io/job-completion-index']"
JOB_NAME = "metadata.labels['batch.kubernetes.io/job-name']"


def training_environment(work: Work[Job]) -> list[Manifest]:
    """Variables of a job's container, before those of the file."""
    job = work.spec
    found = [{"name": "CHECKPOINT_DIR", "value": job.checkpoint_path}] if job.checkpoints else []
    processes = processes_per_pod(work)
    if job.workers > 1:
        found += _rendezvous(work)
    if job.workers > 1 or processes > 1:
        found += [
            {"name": "NPROC_PER_NODE", "value": str(processes)},
            {"name": "PET_NPROC_PER_NODE", "value": str(processes)},
        ]
    return found


def processes_per_pod(work: Work[Job]) -> int:
    """One for each whole GPU; one without GPUs, and one for a share or a slice, which no second process may use."""
    asked = work.spec.resources.gpu
    return asked.count.numerator if asked and not asked.is_share else 1


def _rendezvous(work: Work[Job]) -> list[Manifest]:
    """Who am I, how many are we, where do we meet: the first worker, by the name its headless Service gives it.

    The name begins with the Job's, which for a CronJob differs from run to run: the kubelet fills it in.
    """
    address = f"$(JOB_NAME)-0.{work.name}.{work.namespace}.svc"
    port, workers = str(work.spec.master_port), str(work.spec.workers)
    return [
        from_field("JOB_NAME", JOB_NAME),
        *(from_field(name, INDEX) for name in ("RANK", "NODE_RANK", "PET_NODE_RANK")),
        *({"name": name, "value": workers} for name in ("WORLD_SIZE", "NNODES", "PET_NNODES")),
        *({"name": name, "value": address} for name in ("MASTER_ADDR", "PET_MASTER_ADDR")),
        *({"name": name, "value": port} for name in ("MASTER_PORT", "PET_MASTER_PORT")),
    ]
