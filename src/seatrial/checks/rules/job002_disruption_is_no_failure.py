"""A drained node does not count as a failure of the job.

## What it does
Asks Jobs with a GPU, also those of CronJobs and JobSets, for a `podFailurePolicy` that ignores the condition
`DisruptionTarget`.

## Why
Drains, preemptions and reclaimed spot nodes use up `backoffLimit`, and days of training end as failed although
nothing was wrong with them.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}]}
  template: {spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Fix
Add a rule with `action: Ignore` on the pod condition `DisruptionTarget`; it needs `restartPolicy: Never`.

## References
- https://kubernetes.io/docs/tasks/job/pod-failure-policy/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, dotted, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("JOB002", "disruption-is-no-failure", Severity.WARNING, objects("Job", "CronJob", "JobSet"), aliases="AI073")
def check(thing: Object) -> Iterator[Hit]:
    if thing.key.group not in ("batch", "jobset.x-k8s.io"):
        return
    for pod in thing.pods:
        steps = pod.steps[:-2]
        rules = sequence(at(thing.manifest, *steps, "podFailurePolicy", "rules"))
        if pod.accelerators and not any(_ignores_disruption(one) for one in rules):
            message = f"each drained node counts as a failure of {thing.kind} {thing.name}"
            field = f"{dotted(steps)}.podFailurePolicy"
            yield Hit(field, message, "add a rule with action Ignore on the condition DisruptionTarget")


def _ignores_disruption(one: Any) -> bool:
    conditions = sequence(at(one, "onPodConditions"))
    return at(one, "action") == "Ignore" and any(at(each, "type") == "DisruptionTarget" for each in conditions)
