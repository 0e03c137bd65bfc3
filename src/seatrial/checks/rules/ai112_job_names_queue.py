"""Jobs with GPUs go through the queue of their namespace.

## What it does
In a namespace with a Kueue LocalQueue (none of them called `default`, which takes everything) it asks Jobs, JobSets,
RayJobs and Kubeflow's jobs that ask for accelerators for the label `kueue.x-k8s.io/queue-name`.

## Why
Without the label Kueue either never starts the job or, as it is set up by default, does not see it: the job takes GPUs
that the queue has promised to others.

## Bad
```yaml
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: research, namespace: ai}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ai}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
```

## Good
```yaml
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: research, namespace: ai}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ai, labels: {kueue.x-k8s.io/queue-name: research}}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
```

## Fix
Set the label `kueue.x-k8s.io/queue-name` to a LocalQueue of the namespace.

## References
- https://kueue.sigs.k8s.io/docs/tasks/run/jobs/
- https://kueue.sigs.k8s.io/docs/tasks/manage/enforce_job_management/setup_default_local_queue/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import OPERATED
from seatrial.checks.kueue import is_admitted, local_queues, queue_field
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

JOBS = (*sorted(OPERATED), "Job", "CronJob", "JobSet", "RayJob", "TrainJob", "AppWrapper")


@rule("AI112", "job-names-queue", Severity.WARNING, objects(*JOBS), aliases="AI012")
def check(thing: Object) -> Iterator[Hit]:
    if not any(pod.accelerators for pod in thing.pods) or thing.key.group == "batch.volcano.sh":
        return
    queues = local_queues(thing.inventory, thing.namespace)
    if not queues or is_admitted(thing) or at(thing.manifest, "metadata", "ownerReferences"):
        return
    names = " or ".join(sorted(queue.name for queue in queues)[:3])
    message = f"{thing.kind} {thing.name} names no queue in a namespace that has LocalQueue {names}"
    yield Hit(queue_field(thing), message, f"set the label kueue.x-k8s.io/queue-name to {names}")
