"""Jobs end, fail and go away.

## What it does
Asks Jobs, and the jobs of CronJobs, for `backoffLimit` (or `backoffLimitPerIndex`) and `activeDeadlineSeconds`; a Job
that no CronJob keeps count of also for `ttlSecondsAfterFinished`.

## Why
A job that hangs keeps its GPUs without an end, one that crashes is tried six times, and the finished ones stay in the
API server for ever.

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
spec: {backoffLimit: 2, activeDeadlineSeconds: 86400, ttlSecondsAfterFinished: 604800}
```

## Fix
Set the three fields: how often to try, how long at most, and how long to keep the result.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/job/
- https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "JOB001",
    "job-is-bounded",
    Severity.WARNING,
    objects("Job", "CronJob"),
    aliases="job-ttl-seconds-after-finished AI075",
)
def check(thing: Object) -> Iterator[Hit]:
    is_cron = thing.kind == "CronJob"
    spec = mapping(at(thing.spec, "jobTemplate", "spec")) if is_cron else thing.spec
    path = "spec.jobTemplate.spec" if is_cron else "spec"
    wanted = {"backoffLimit": "is tried six times", "activeDeadlineSeconds": "may hang for ever"}
    if not is_cron:
        wanted["ttlSecondsAfterFinished"] = "stays for ever when it is done"
    for name, consequence in wanted.items():
        # Indexed Jobs may count failures for each worker; backoffLimit is then no limit unless it is set.
        names = (name, "backoffLimitPerIndex") if name == "backoffLimit" else (name,)
        if all(integer(spec.get(each)) is None for each in names):
            yield Hit(f"{path}.{name}", f"{thing.kind} {thing.name} {consequence}", f"set {name}")
