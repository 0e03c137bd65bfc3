"""A monitor finds what it watches.

## What it does
Looks for the Services of each ServiceMonitor, and the pods of each PodMonitor, in namespaces of which the set holds
some, and for the port that each endpoint names.

## Why
Prometheus has no target and no error, so the dashboards stay empty and alerts never fire.

## Bad
```yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, endpoints: [{port: metrics}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat, labels: {app: chat}}
spec: {ports: [{name: http, port: 80}]}
```

## Good
```yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat}}, endpoints: [{port: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat, labels: {app: chat}}
spec: {ports: [{name: http, port: 80}]}
```

## Fix
Select labels of the Service or the pods, and name one of their ports.

## References
- https://prometheus-operator.dev/docs/developer/getting-started/
- https://prometheus-operator.dev/docs/api-reference/api/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.operators import is_made
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.selector import selects
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NET014", "monitor-finds-its-port", Severity.WARNING, objects("ServiceMonitor", "PodMonitor"),
    aliases="dangling-servicemonitor", covers=(105,), absence=True,
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    of_services = thing.kind == "ServiceMonitor"
    selector = mapping(thing.spec.get("selector"))
    names = [text(name) for name in sequence(at(thing.spec, "namespaceSelector", "matchNames"))]
    if not selector or at(thing.spec, "namespaceSelector", "any") is True:
        return
    known: list[tuple[Any, list[Any]]] = []
    for namespace in names or [thing.namespace]:
        known += _services(thing, namespace) if of_services else _pods(thing, namespace)
    found = [ports for labels, ports in known if selects(selector, labels)]
    what = "Service" if of_services else "pod"
    if known and not found:
        words = mapping(selector.get("matchLabels")).values()
        if not is_made(thing.inventory, thing.namespace, words):
            yield Hit("spec.selector", f"{thing.kind} {thing.name} selects no {what}", f"select labels of a {what}")
        return
    name = "endpoints" if of_services else "podMetricsEndpoints"
    for index, endpoint in enumerate(sequence(thing.spec.get(name)) if found else ()):
        port = text(at(endpoint, "port"))
        if port and not any(port in ports for ports in found):
            yield Hit(f"spec.{name}[{index}].port", f"no {what} has a port named {port}", "name one of its ports")


def _services(thing: Object, namespace: str) -> list[tuple[Any, list[Any]]]:
    services = [one for one in thing.inventory.in_namespace("Service", namespace) if not one.key.group]
    return [(one.labels, [at(port, "name") for port in sequence(one.spec.get("ports"))]) for one in services]


def _pods(thing: Object, namespace: str) -> list[tuple[Any, list[Any]]]:
    pods = thing.inventory.select(namespace, {})
    return [(pod.labels, [at(port, "name") for one in pod.containers for port in one.ports]) for pod in pods]
