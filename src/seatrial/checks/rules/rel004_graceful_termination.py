"""Pods have time to finish their requests.

## What it does
Compares `terminationGracePeriodSeconds` (30 by default) with the longest `preStop` hook of the pod plus the longest
request. How long that takes is what the pod's annotation `seatrial.dev/longest-request` tells (`90s`). Without one, a
server that generates text (vLLM, SGLang, TGI and others) is warned of where an HTTPRoute lets requests run longer than
the grace period, or where the period is 30 s or less.

## Why
The grace period includes the hook; when it is over the kernel kills the server and with it every answer that is still
being written.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {annotations: {seatrial.dev/longest-request: 2m}}
    spec:
      terminationGracePeriodSeconds: 60
      containers: [{name: chat, lifecycle: {preStop: {sleep: {seconds: 10}}}}]
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {annotations: {seatrial.dev/longest-request: 2m}}
    spec:
      terminationGracePeriodSeconds: 140
      containers: [{name: chat, lifecycle: {preStop: {sleep: {seconds: 10}}}}]
```

## Fix
Raise `terminationGracePeriodSeconds` above the hook plus the longest request.

## References
- https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
- https://docs.nvidia.com/dynamo/latest/index.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import routes_to, services_of
from seatrial.checks.grace import DEFAULT, grace_of, longest_hook
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.servers import OPERATED, generates
from seatrial.checks.timeouts import route_timeout
from seatrial.checks.view import Pod, text
from seatrial.duration import Duration
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("REL004", "graceful-termination", Severity.ERROR, PODS, aliases="AI053")
def check(pod: Pod) -> Iterator[Hit]:
    grace, hook = grace_of(pod), longest_hook(pod)
    told = _annotated(pod)
    field = f"{pod.path}.terminationGracePeriodSeconds"
    if hook + (told or 0) > grace or (hook and hook == grace):
        parts = [f"its hook takes {hook} s"] if hook else []
        parts += [f"a request up to {told} s"] if told else []
        message = f"the pod is killed after {grace} s, but {' and '.join(parts)}"
        yield Hit(field, message, f"set terminationGracePeriodSeconds above {hook + (told or 0)}")
    elif told is None and pod.object.kind not in OPERATED:
        yield from _of_writer(pod, grace - hook, field)


def _of_writer(pod: Pod, left: int, field: str) -> Iterator[Hit]:
    """How long an answer takes is not said, but text takes long."""
    writer = next((container.name for container in pod.main_containers if generates(container)), "")
    if not writer:
        return
    allowed = _routed(pod)
    fix = "set terminationGracePeriodSeconds above the preStop hook plus the longest answer"
    if allowed > left:
        message = f"container {writer} has {left} s to finish answers that its route lets run for {allowed} s"
        yield Hit(field, message, fix, severity=Severity.WARNING)
    elif left <= DEFAULT and not allowed:
        message = f"container {writer} is killed after {left} s, in the middle of answers that take longer"
        yield Hit(field, message, fix, severity=Severity.WARNING)


def _annotated(pod: Pod) -> int | None:
    value = text(pod.annotations.get("seatrial.dev/longest-request"))
    try:
        return Duration.parse(value).seconds if value else None
    except ValueError:
        return None


def _routed(pod: Pod) -> int:
    """The longest that an HTTPRoute to the pod lets a request run, 0 where none says; idle times are no such limit."""
    waits = [
        timeout.seconds
        for service in services_of(pod)
        for route, backend in routes_to(service)
        if route.kind == "HTTPRoute" and (timeout := route_timeout(route, backend))
    ]
    return max(waits, default=0)
