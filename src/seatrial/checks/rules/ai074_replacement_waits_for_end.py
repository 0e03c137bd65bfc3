"""A worker is replaced when it is gone, not while it ends.

## What it does
Asks Jobs whose pods have an index and work together with accelerators, also those inside a JobSet, for
`podReplacementPolicy: Failed`. With a `podFailurePolicy` that is the default.

## Why
By default the Job starts the new worker while the old one is still ending, so two workers have the same rank, and
TensorFlow and JAX end the whole run over the duplicate.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completionMode: Indexed
  completions: 4
  parallelism: 4
  template:
    spec:
      containers:
        - name: train
          env: [{name: MASTER_ADDR, value: train-0.train}]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completionMode: Indexed
  completions: 4
  parallelism: 4
  podReplacementPolicy: Failed
  template:
    spec:
      containers:
        - name: train
          env: [{name: MASTER_ADDR, value: train-0.train}]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Fix
Set `podReplacementPolicy: Failed`.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-replacement-policy
- https://kubernetes.io/blog/2025/09/05/kubernetes-v1-34-pod-replacement-policy-for-jobs-goes-ga/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import team_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at, dotted, mapping
from seatrial.edit import Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule("AI074", "replacement-waits-for-end", Severity.WARNING, objects("Job", "CronJob", "JobSet"), aliases="AI074")
def check(thing: Object) -> Iterator[Hit]:
    team = team_of(thing)
    if not team or thing.key.group == "batch.volcano.sh":
        return
    for pod, count in team.members:
        steps = pod.steps[:-2]
        job = mapping(at(thing.manifest, *steps))
        # A JobSet numbers its pods whatever the Job says.
        indexed = thing.kind == "JobSet" or job.get("completionMode") == "Indexed"
        if count > 1 and indexed and not job.get("podFailurePolicy") and job.get("podReplacementPolicy") != "Failed":
            message = f"{thing.kind} {thing.name} starts a worker's replacement while the worker is still ending"
            edit = Edit((*steps, "podReplacementPolicy"), "Failed")
            yield Hit(
                f"{dotted(steps)}.podReplacementPolicy", message, "set podReplacementPolicy to Failed", edits=(edit,)
            )
