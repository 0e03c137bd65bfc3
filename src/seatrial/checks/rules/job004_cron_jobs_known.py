"""Every CronJob is one that somebody knows.

## What it does
Lists the CronJobs that are not named under `known` in the settings of this rule, as a name or `namespace/name`. The
rule is for audits and off unless it is asked for.

## Why
A CronJob runs whatever it holds again and again without anybody looking, which makes it the usual way to stay in a
cluster unseen.

## Bad
```yaml
apiVersion: batch/v1
kind: CronJob
metadata: {name: update}
spec: {schedule: "*/5 * * * *"}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: update}
spec: {backoffLimit: 1}
```

## Fix
Remove the CronJob, or add its name to `[check.settings.JOB004] known` in seatrial.toml.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
- https://attack.mitre.org/techniques/T1053/007/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("JOB004", "cron-jobs-known", Severity.INFO, objects("CronJob"), aliases="C-0026", covers=(90,), opt_in=True)
def check(thing: Object) -> Iterator[Hit]:
    known = sequence(thing.inventory.context.settings.get("JOB004", {}).get("known"))
    if thing.name not in known and f"{thing.namespace}/{thing.name}" not in known:
        yield Hit("metadata.name", f"CronJob {thing.name} is not among those known", "remove it, or add it to them")
