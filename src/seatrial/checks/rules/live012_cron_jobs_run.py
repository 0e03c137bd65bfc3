"""CronJobs run when they should.

## What it does
Finds CronJobs that are suspended, that were never started, and whose last run was not their last success.

## Why
A backup or a retraining that stopped half a year ago is noticed on the day it is needed.

## Bad
```yaml
# context: {live: true}
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup}
spec: {suspend: true, schedule: '0 3 * * *'}
```

## Good
```yaml
# context: {live: true}
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup}
spec: {schedule: '0 3 * * *'}
status: {lastScheduleTime: '2026-11-01T03:00:00Z', lastSuccessfulTime: '2026-11-01T03:04:00Z'}
```

## Fix
Resume it, delete it, or see the log of its last Job.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LIVE012",
    "cron-jobs-run",
    Severity.WARNING,
    objects("CronJob"),
    aliases="POP-1500 POP-1501 POP-1502 POP-1503",
    covers=(90,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    status = mapping(thing.manifest.get("status"))
    last, success = text(status.get("lastScheduleTime")), text(status.get("lastSuccessfulTime"))
    if thing.spec.get("suspend") is True:
        yield Hit("spec.suspend", f"CronJob {thing.name} is suspended", "resume it, or delete it")
    elif not last:
        yield Hit("status.lastScheduleTime", f"CronJob {thing.name} was never started", "check its schedule")
    elif success < last and not sequence(status.get("active")):
        # Times in RFC 3339 with the same zone sort as text.
        yield Hit("status.lastSuccessfulTime", f"the last run of CronJob {thing.name} failed", "see the log of its Job")
