"""Pods run, and stay running.

## What it does
Reads the status of pods: containers that crash, cannot pull their image, were killed for memory or restarted more
than ten times, and pods that wait for a node.

## Why
A pod that restarts in circles holds its GPUs and serves nobody, and nothing tells you.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: a}]}
status: {containerStatuses: [{name: web, restartCount: 40, state: {waiting: {reason: CrashLoopBackOff}}}]}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: a}]}
status: {phase: Running, containerStatuses: [{name: web, restartCount: 1, state: {running: {}}}]}
```

## Fix
Look at the events and the log of the pod: `seatrial status` shows both.

## References
- https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, integer, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

WAITING = {
    "CrashLoopBackOff": "crashes again and again",
    "ImagePullBackOff": "has an image that cannot be pulled",
    "ErrImagePull": "has an image that cannot be pulled",
    "InvalidImageName": "has an image name that is none",
    "CreateContainerConfigError": "waits for a ConfigMap or Secret that is not there",
    "CreateContainerError": "cannot be created",
    "RunContainerError": "cannot be started",
}
MANY_RESTARTS = 10


@rule(
    "LIVE001",
    "pods-run",
    Severity.WARNING,
    objects("Pod"),
    aliases="POP-200 POP-201 POP-202 POP-203 POP-204 POP-205 POP-207 POP-666",
    covers=(160,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    status = mapping(thing.manifest.get("status"))
    for group in ("initContainerStatuses", "containerStatuses"):
        for index, raw in enumerate(sequence(status.get(group))):
            trouble = _trouble(raw)
            if trouble:
                field = f"status.{group}[{index}]"
                yield Hit(field, f"container {text(at(raw, 'name'))} {trouble}", "see its events and its log")
    for index, condition in enumerate(sequence(status.get("conditions"))):
        if at(condition, "type") == "PodScheduled" and at(condition, "status") == "False":
            why = text(at(condition, "message")).partition(".")[0]
            yield Hit(f"status.conditions[{index}]", f"no node takes the pod: {why}", "see what it asks for")
    if text(status.get("reason")) == "Evicted":
        yield Hit("status.reason", "the pod was evicted", "raise its requests to what it uses")


def _trouble(status: Any) -> str:
    """What is wrong with a container, as a predicate; empty if nothing is."""
    waiting = text(at(status, "state", "waiting", "reason"))
    if waiting in WAITING:
        return WAITING[waiting]
    if at(status, "lastState", "terminated", "reason") == "OOMKilled":
        return "was killed because it used more memory than its limit"
    count = integer(at(status, "restartCount")) or 0
    return f"has been restarted {count} times" if count > MANY_RESTARTS else ""
