"""Pods are restarted as their kind can have it.

## What it does
Compares `restartPolicy` with the kind that makes the pods: Deployments, StatefulSets, DaemonSets and ReplicaSets allow
only `Always`, which is the default; Jobs and CronJobs need `OnFailure` or `Never`, and `Never` where they have a
`podFailurePolicy` or a `backoffLimitPerIndex`. JobSets and TrainingRuntimes fill an absent policy in, but not a wrong
one. It is an error, because nothing of the kind can run.

## Why
The API server refuses the object, and a CronJob is noticed on the night when it should have run.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: [{name: train, image: "example.com/train:1.0"}]}}}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: train, image: "example.com/train:1.0"}]}}}
```

## Fix
For Jobs write `Never`, which keeps the failed pods for a look, or `OnFailure`; for all else leave the field out.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template
- https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.edit import Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ALWAYS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"})
BATCH = frozenset({"Job", "CronJob"})
FILLED = frozenset({"JobSet", "TrainingRuntime", "ClusterTrainingRuntime"})
"""Kinds that make Jobs and fill in a policy that is absent."""


@rule(
    "REL023",
    "restart-policy-fits",
    Severity.ERROR,
    PODS,
    aliases="restart-policy cronjob-restartpolicy",
    covers=(89,),
)
def check(pod: Pod) -> Iterator[Hit]:
    kind, policy = pod.object.kind, pod.spec.get("restartPolicy")
    field = f"{pod.path}.restartPolicy"
    if kind in ALWAYS:
        if policy not in (None, "Always"):
            yield Hit(field, f"a {kind} always restarts its pods, but they are to restart {policy}", "remove it")
    elif kind in BATCH:
        yield from _of_job(pod, field)
    elif kind in FILLED and policy == "Always":
        yield Hit(field, "a Job whose pods are always restarted is refused", "set restartPolicy: Never")


def _of_job(pod: Pod, field: str) -> Iterator[Hit]:
    policy, job = pod.spec.get("restartPolicy"), at(pod.object.manifest, *pod.steps[:-2])
    for name in ("podFailurePolicy", "backoffLimitPerIndex"):
        if at(job, name) is not None and policy != "Never":
            message = f"{name} works only on pods that are never restarted"
            edits = (Edit(pod.to("restartPolicy"), "Never"),)
            yield Hit(field, message, "set restartPolicy: Never", edits=edits)
            return
    if policy in (None, "Always"):
        message = (
            f"the pods of {pod.object.kind} {pod.object.name} are always restarted, so it never ends and is refused"
        )
        yield Hit(field, message, "set restartPolicy to Never or OnFailure")
