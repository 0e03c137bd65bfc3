"""Liveness is slower to give up than readiness.

## What it does
Compares the two probes of a container: where both ask the same question, the liveness probe has to put up with failures
for longer (`periodSeconds` times `failureThreshold`) than the readiness probe.

## Why
A server that is only busy fails both probes at once and is restarted, where it should just have got no new requests,
and its load then breaks the next replica. A model server is away for as long as it loads its model.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          readinessProbe: {httpGet: {path: /healthz, port: 8080}}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    spec:
      containers:
        - name: chat
          readinessProbe: {httpGet: {path: /healthz, port: 8080}}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 12}
```

## Fix
Raise `failureThreshold` of the liveness probe, or let it ask something that does not depend on the load.

## References
- https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.probe import tolerance
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@rule(
    "REL012",
    "liveness-outlasts-readiness",
    Severity.INFO,
    CONTAINERS,
    aliases="pod-probes-identical",
    covers=(72,),
)
def check(container: Container) -> Iterator[Hit]:
    liveness, readiness = mapping(container.spec.get("livenessProbe")), mapping(container.spec.get("readinessProbe"))
    if not liveness or not readiness:
        return
    question = _question(container, liveness)
    if question and question == _question(container, readiness) and tolerance(liveness) <= tolerance(readiness):
        message = (
            f"container {container.name} is restarted after {tolerance(liveness)} s of failures, "
            f"and the same question takes {tolerance(readiness)} s to hold requests back"
        )
        yield Hit(f"{container.path}.livenessProbe", message, "raise failureThreshold of the liveness probe")


def _question(container: Container, probe: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a probe asks, with the API server's defaults; empty where it asks nothing."""
    if "httpGet" in probe:
        get = probe["httpGet"]
        path, scheme = text(at(get, "path")) or "/", text(at(get, "scheme")) or "HTTP"
        return "httpGet", _number(container, at(get, "port")), path, scheme, text(at(get, "host"))
    if "tcpSocket" in probe:
        return "tcpSocket", _number(container, at(probe, "tcpSocket", "port"))
    if "grpc" in probe:
        return "grpc", at(probe, "grpc", "port"), text(at(probe, "grpc", "service"))
    command = sequence(at(probe, "exec", "command"))
    return ("exec", *command) if command else ()


def _number(container: Container, port: Any) -> Any:
    """The number of a port that may be named."""
    named = (at(one, "containerPort") for one in container.ports if isinstance(port, str) and at(one, "name") == port)
    return next(named, port)
