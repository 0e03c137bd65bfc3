"""A rollout replaces pods one after the other.

## What it does
Finds Deployments with the strategy `Recreate` and more than one replica, and those with one replica that get requests
and could run a second pod for a while: without an accelerator, a host port, or a volume that one node can mount at a
time. A strategy that is not written is `RollingUpdate`.

## Why
All pods are stopped before the first new one starts, so each change of the image is an outage, and one with a wrong
image lasts until somebody rolls back.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3, strategy: {type: Recreate}, template: {spec: {containers: [{name: chat}]}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 3
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
  template: {spec: {containers: [{name: chat}]}}
```

## Fix
Set `type: RollingUpdate`; with `maxSurge: 0` and `maxUnavailable: 1` it needs no GPU more than there is.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import is_tied_to_volume, least_replicas
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.traffic import is_asked
from seatrial.checks.view import Object, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "REL015",
    "rolling-update",
    Severity.WARNING,
    objects("Deployment"),
    aliases="no-rolling-update-strategy deployment-strategy C-0305",
    covers=(75,),
)
def check(thing: Object) -> Iterator[Hit]:
    if at(thing.spec, "strategy", "type") != "Recreate":
        return
    count = least_replicas(thing)
    if count > 1:
        fix = (
            "set RollingUpdate with maxSurge: 0" if any(pod.accelerators for pod in thing.pods) else "use RollingUpdate"
        )
        yield Hit("spec.strategy.type", f"each rollout stops all {count} replicas before the first new one starts", fix)
    elif count == 1 and any(is_asked(pod) and not _must_be_alone(pod) for pod in thing.pods):
        message = "no pod answers from the end of the old one until the new one is ready"
        yield Hit("spec.strategy.type", message, "use RollingUpdate")


def _must_be_alone(pod: Pod) -> bool:
    if pod.accelerators or pod.spec.get("hostNetwork") is True or is_tied_to_volume(pod):
        return True
    return any(at(port, "hostPort") for container in pod.containers for port in container.ports)
