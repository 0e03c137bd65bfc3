"""Jobs end and fail.

## What it does
Asks Jobs, and the jobs of CronJobs, for `backoffLimit` (or `backoffLimitPerIndex`) and `activeDeadlineSeconds`. It is
a warning where the pods hold accelerators, and else a note.

## Why
A job that hangs keeps its GPUs without an end, and one that crashes is tried six times.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {template: {spec: {containers: []}}}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {backoffLimit: 2, activeDeadlineSeconds: 86400}
```

## Fix
Set both fields: how often to try, and how long at most.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/job/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


CONSEQUENCES = {"backoffLimit": "is tried six times", "activeDeadlineSeconds": "may hang for ever"}


@rule("JOB001", "job-is-bounded", Severity.WARNING, objects("Job", "CronJob"), aliases="AI075")
def check(thing: Object) -> Iterator[Hit]:
    # Volcano's Job has other fields.
    if thing.key.group == "batch.volcano.sh":
        return
    is_cron = thing.kind == "CronJob"
    spec = mapping(at(thing.spec, "jobTemplate", "spec")) if is_cron else thing.spec
    path = "spec.jobTemplate.spec" if is_cron else "spec"
    severity = None if any(pod.accelerators for pod in thing.pods) else Severity.INFO
    for name, consequence in CONSEQUENCES.items():
        # Indexed Jobs may count failures for each worker; backoffLimit is then no limit unless it is set.
        names = (name, "backoffLimitPerIndex") if name == "backoffLimit" else (name,)
        if all(integer(spec.get(each)) is None for each in names):
            message = f"{thing.kind} {thing.name} {consequence}"
            yield Hit(f"{path}.{name}", message, f"set {name}", severity=severity)
