"""Pods have time to finish their requests.

## What it does
Compares `terminationGracePeriodSeconds` (30 by default) with the longest `preStop` hook of the pod plus the longest
request, which the pod's annotation `seatrial.dev/longest-request` tells (`90s`).

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
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Container, Pod, at, integer, sequence, text
from seatrial.duration import Duration
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = re.compile(r"[0-9]{1,9}")


@rule("REL004", "graceful-termination", Severity.ERROR, PODS, aliases="AI053")
def check(pod: Pod) -> Iterator[Hit]:
    grace = integer(pod.spec.get("terminationGracePeriodSeconds"))
    grace = 30 if grace is None else grace
    hook = max((_pause(container) for container in pod.containers), default=0)
    request = _longest_request(text(pod.annotations.get("seatrial.dev/longest-request")))
    if hook + request > grace or (hook and hook == grace):
        message = f"the pod is killed after {grace} s, but its hook takes {hook} s and a request up to {request} s"
        fix = f"set terminationGracePeriodSeconds above {hook + request}"
        yield Hit(f"{pod.path}.terminationGracePeriodSeconds", message, fix)


def _pause(container: Container) -> int:
    """Seconds the preStop hook sleeps, as a `sleep` action or as a command."""
    hook = at(container.spec, "lifecycle", "preStop")
    command = " ".join(text(word) for word in sequence(at(hook, "exec", "command")))
    _, _, after = command.partition("sleep ")
    number = after.strip().split(" ")[0].rstrip(";\"'")
    return integer(at(hook, "sleep", "seconds")) or (int(number) if SECONDS.fullmatch(number) else 0)


def _longest_request(value: str) -> int:
    try:
        return Duration.parse(value).seconds if value else 0
    except ValueError:
        return 0
