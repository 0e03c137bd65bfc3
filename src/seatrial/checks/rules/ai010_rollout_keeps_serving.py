"""A rollout of a model server leaves a replica that answers.

## What it does
Looks at Deployments with an accelerator whose pods declare a port: a rolling update that may take all replicas away at
once (`maxUnavailable` at least as large as `replicas`, or `maxSurge: 0` with one replica) is an outage. Where no GPU
is spare (see AI009), or the pod holds a volume that only one node can mount, nothing else is possible and the rule is
silent; so it is about `Recreate`, which says what it does.

## Why
Every change of image or argument is an outage as long as pulling the image and loading the model takes, which is
minutes.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: server}
spec:
  replicas: 1
  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
  template:
    spec: {containers: [{name: server, ports: [{containerPort: 8000}], resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: server}
spec:
  replicas: 1
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template:
    spec: {containers: [{name: server, ports: [{containerPort: 8000}], resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Fix
Set `maxSurge: 1` and `maxUnavailable: 0` and keep a GPU spare for the rollout, or run a second replica.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capacity import spare
from seatrial.checks.rollout import surge_and_unavailable
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod

SHARED = {"ReadWriteMany", "ReadOnlyMany"}


@rule("AI010", "rollout-keeps-serving", Severity.WARNING, PODS, aliases="AI010")
def check(pod: Pod) -> Iterator[Hit]:
    thing = pod.object
    settings = at(thing.spec, "strategy", "rollingUpdate")
    if not settings or thing.kind != "Deployment" or not pod.accelerators:
        return
    replicas, _ = pod.inventory.replicas(thing)
    _, unavailable = surge_and_unavailable(thing, replicas)
    if not 0 < replicas <= unavailable or not any(container.serves for container in pod.containers):
        return
    left = spare(pod)
    if (left and left[0] < pod.accelerators) or _holds_volume(pod):
        return
    message = (
        f"a rollout of {thing.name} takes away {'its only replica' if replicas == 1 else f'all {replicas} replicas'}"
    )
    yield Hit("spec.strategy.rollingUpdate.maxUnavailable", message, "set maxSurge: 1 and maxUnavailable: 0")


def _holds_volume(pod: Pod) -> bool:
    """Whether the pod mounts a claim that is not known to be shared."""
    for volume in pod.volumes.values():
        name = text(at(volume, "persistentVolumeClaim", "claimName"))
        claim = pod.inventory.find("PersistentVolumeClaim", pod.namespace, name) if name else None
        if name and not (claim and SHARED & {text(mode) for mode in sequence(claim.spec.get("accessModes"))}):
            return True
    return False
