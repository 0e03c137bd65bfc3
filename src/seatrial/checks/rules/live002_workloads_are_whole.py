"""Workloads have all the pods they want.

## What it does
Compares ready replicas with wanted ones in Deployments, StatefulSets, ReplicaSets and DaemonSets, and finds failed
Jobs.

## Why
A service that has lost half of its replicas works, until the next node goes.

## Bad
```yaml
# context: {live: true}
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 3}
status: {replicas: 3, readyReplicas: 1}
```

## Good
```yaml
# context: {live: true}
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 3}
status: {replicas: 3, readyReplicas: 3}
```

## Fix
See the pods of the workload: `seatrial status` names what each of them waits for.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LIVE002",
    "workloads-are-whole",
    Severity.WARNING,
    objects("Deployment", "StatefulSet", "ReplicaSet", "DaemonSet", "Job"),
    aliases="POP-501 POP-1120",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    status = mapping(thing.manifest.get("status"))
    if thing.kind == "Job":
        for index, condition in enumerate(sequence(status.get("conditions"))):
            if at(condition, "type") == "Failed" and at(condition, "status") == "True":
                why = text(at(condition, "message")) or "no reason is given"
                yield Hit(f"status.conditions[{index}]", f"the Job failed: {why}", "see the log of its pods")
        return
    if thing.kind == "DaemonSet":
        wanted, ready = integer(status.get("desiredNumberScheduled")), integer(status.get("numberReady"))
    else:
        wanted, ready = integer(thing.spec.get("replicas")), integer(status.get("readyReplicas"))
    if status and wanted and (ready or 0) < wanted:
        message = f"{ready or 0} of {wanted} pods of {thing.kind} {thing.name} are ready"
        yield Hit("status", message, "see what the others wait for")
