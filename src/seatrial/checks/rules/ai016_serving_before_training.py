"""Serving goes before training.

## What it does
Where the set holds both, it compares the priority of each pod that serves with an accelerator with those of jobs that
may want the same accelerators: it must be higher. Priority classes that are not in the set are not known, and pods
that name different ones of these are left alone.

## Why
When GPUs are short, a training job keeps them or even takes them from the service, and users wait for hours.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
```

## Good
```yaml
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: serving}
value: 1000
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec: {priorityClassName: serving, containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}}}
```

## Fix
Add a PriorityClass with a higher value for serving, and one with `preemptionPolicy: Never` or a negative value for
jobs that can wait.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.placement import asked_of, may_want_the_same
from seatrial.checks.pods import Life
from seatrial.checks.priorities import priority_of
from seatrial.checks.requirements import node_requirements
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Pod


@rule("AI016", "serving-before-training", Severity.WARNING, PODS, aliases="AI016")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.life is not Life.SERVICE:
        return
    for job in pod.inventory.derive(_jobs):
        problem = _problem(pod, job)
        if problem and may_want_the_same(pod, job):
            field = f"{pod.path}.priorityClassName"
            message = f"{pod.object.kind} {pod.object.name} {problem} {job.object.kind} {job.object.name}"
            yield Hit(field, message, "give what serves a PriorityClass with a higher value")
            return


def _problem(pod: Pod, job: Pod) -> str:
    mine, theirs = priority_of(pod), priority_of(job)
    if mine is None or theirs is None:
        same = text(pod.spec.get("priorityClassName")) == text(job.spec.get("priorityClassName"))
        return "has the same priority as" if same else ""
    if mine < theirs:
        return "has a lower priority than"
    return "has the same priority as" if mine == theirs else ""


def _jobs(inventory: Inventory) -> Sequence[Pod]:
    """The first of all jobs that ask alike."""
    found: dict[tuple[Any, ...], Pod] = {}
    for thing in inventory.objects:
        for pod in thing.pods:
            if pod.accelerators and pod.life is Life.BATCH:
                wish = tuple(tuple(terms) for terms in node_requirements(pod))
                found.setdefault((text(pod.spec.get("priorityClassName")), frozenset(asked_of(pod)), wish), pod)
    return list(found.values())
