"""A CronJob that is late does not start at any hour.

## What it does
Asks CronJobs for `startingDeadlineSeconds` of 10 or more; below that a start may be missed, because the controller
looks only every 10 seconds.

## Why
After an outage of the control plane the job of last night starts in the middle of the day, and takes the nodes and
GPUs that others need then.

## Bad
```yaml
apiVersion: batch/v1
kind: CronJob
metadata: {name: evaluate}
spec: {schedule: "0 2 * * *"}
```

## Good
```yaml
apiVersion: batch/v1
kind: CronJob
metadata: {name: evaluate}
spec: {schedule: "0 2 * * *", startingDeadlineSeconds: 3600}
```

## Fix
Set `startingDeadlineSeconds` to the delay after which the run is better left out.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, integer
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD = "spec.startingDeadlineSeconds"
SHORTEST = 10


@rule(
    "JOB003",
    "cron-job-has-deadline",
    Severity.WARNING,
    objects("CronJob"),
    aliases="cronjob-has-deadline",
    covers=(90,),
)
def check(thing: Object) -> Iterator[Hit]:
    deadline = integer(thing.spec.get("startingDeadlineSeconds"))
    if deadline is None:
        yield Hit(FIELD, f"CronJob {thing.name} starts however late it is", "set startingDeadlineSeconds")
    elif deadline < SHORTEST:
        message = f"CronJob {thing.name} may be missed, because it may be only {deadline} s late"
        yield Hit(FIELD, message, f"set startingDeadlineSeconds to {SHORTEST} or more")
