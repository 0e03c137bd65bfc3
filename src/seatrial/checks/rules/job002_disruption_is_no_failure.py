"""A drained node does not count as a failure of the job.

## What it does
Asks Jobs with a GPU for a `podFailurePolicy` that ignores the condition `DisruptionTarget`.

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
from seatrial.checks.view import Object, at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("JOB002", "disruption-is-no-failure", Severity.WARNING, objects("Job", "CronJob"), aliases="AI073")
def check(thing: Object) -> Iterator[Hit]:
    is_cron = thing.kind == "CronJob"
    spec = mapping(at(thing.spec, "jobTemplate", "spec")) if is_cron else thing.spec
    if not any(pod.accelerators for pod in thing.pods):
        return
    rules = sequence(at(spec.get("podFailurePolicy"), "rules"))
    if not any(_ignores_disruption(one) for one in rules):
        field = "spec.jobTemplate.spec.podFailurePolicy" if is_cron else "spec.podFailurePolicy"
        message = f"each drained node counts as a failure of {thing.kind} {thing.name}"
        yield Hit(field, message, "add a rule with action Ignore on the condition DisruptionTarget")


def _ignores_disruption(one: Any) -> bool:
    conditions = sequence(at(one, "onPodConditions"))
    return at(one, "action") == "Ignore" and any(at(each, "type") == "DisruptionTarget" for each in conditions)
