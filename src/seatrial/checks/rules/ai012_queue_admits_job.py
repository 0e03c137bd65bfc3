"""The Kueue queue of a workload exists and can admit it.

## What it does
Follows the label `kueue.x-k8s.io/queue-name` of a workload that asks for accelerators to its LocalQueue and
ClusterQueue: both must be there, the ClusterQueue must cover the accelerator, and its largest flavour (with what it
may borrow) must hold what the pods of one kind ask together.

## Why
The workload stays suspended for ever, and only the status of a Workload object says why.

## Bad
```yaml
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors: [{name: h100, resources: [{name: nvidia.com/gpu, nominalQuota: 8}]}]
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: research, namespace: ai}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ai, labels: {kueue.x-k8s.io/queue-name: research}}
spec:
  parallelism: 2
  template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Good
```yaml
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors: [{name: h100, resources: [{name: nvidia.com/gpu, nominalQuota: 16}]}]
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: research, namespace: ai}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ai, labels: {kueue.x-k8s.io/queue-name: research}}
spec:
  parallelism: 2
  template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Fix
Name a LocalQueue of the namespace, and raise the `nominalQuota` of a flavour or ask for less.

## References
- https://kueue.sigs.k8s.io/docs/tasks/run/jobs/
- https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import copies
from seatrial.checks.kueue import DEFAULT, cluster_queue, covered, local_queues, most, queue_field, queue_name
from seatrial.checks.placement import asked_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import integer, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object, Pod


@rule("AI012", "queue-admits-job", Severity.ERROR, objects(), aliases="AI012", absence=True)
def check(thing: Object) -> Iterator[Hit]:
    if not thing.pods:
        return
    name = queue_name(thing)
    if not name:
        return
    field, inventory = queue_field(thing), thing.inventory
    # Queues are made by whoever runs the cluster: a set without any says nothing about them.
    if not inventory.has("LocalQueue", thing.namespace, name):
        if inventory.of_kind("LocalQueue"):
            others = ", ".join(sorted(one.name for one in local_queues(inventory, thing.namespace))[:3])
            known = f"name {others}" if others else "add it"
            message = f"LocalQueue {name} does not exist in namespace {thing.namespace or DEFAULT}"
            yield Hit(field, message, f"{known} or correct the label")
        return
    queue = cluster_queue(thing)
    if queue:
        yield from _lacks(thing, queue)


def _lacks(thing: Object, queue: Object) -> Iterator[Hit]:
    offered = covered(queue)
    for pod in thing.pods:
        for resource, each in asked_of(pod).items():
            field = f"{pod.path}.containers"
            if resource not in offered:
                message = (
                    f"ClusterQueue {queue.name} has no quota for {resource}, which {thing.kind} {thing.name} asks for"
                )
                yield Hit(field, message, f"add {resource} to a flavor of the queue or use another queue")
                continue
            limit, total = most(queue, resource), each * _together(pod)
            if limit is not None and total > limit.units:
                message = (
                    f"{thing.kind} {thing.name} asks for {total} {resource} and queue {queue.name} has {limit.units}"
                )
                yield Hit(field, message, "raise nominalQuota or ask for less")


def _together(pod: Pod) -> int:
    """How many of these pods Kueue admits at once; of a Job with partial admission the least."""
    least = text(pod.object.annotations.get("kueue.x-k8s.io/job-min-parallelism"))
    if least.isdecimal():
        return int(least)
    if pod.object.kind in ("Job", "CronJob"):
        count, completions = pod.replicas, integer(pod.object.spec.get("completions"))
        return count if completions is None else min(count, completions)
    return copies(pod) or 1
