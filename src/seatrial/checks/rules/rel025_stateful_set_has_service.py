"""A StatefulSet has the headless Service that names its pods.

## What it does
Looks for the Service that `serviceName` names: it has to exist, to be headless (`clusterIP: None`) and to select the
pods. With one replica, and where the Service is not headless, it is a warning; charts of single pods often name a
Service that they do not need.

## Why
The pods have no names in DNS without it, so the members of a cluster, or the workers of a training, do not find each
other.

## Bad
```yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec:
  replicas: 3
  serviceName: search-headless
  template: {metadata: {labels: {app: search}}, spec: {containers: [{name: search}]}}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: search-headless}
spec: {clusterIP: None, selector: {app: search}, ports: [{port: 9200}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec:
  replicas: 3
  serviceName: search-headless
  template: {metadata: {labels: {app: search}}, spec: {containers: [{name: search}]}}
```

## Fix
Add a Service with `clusterIP: None` and the labels of the pods as its selector, and name it in `serviceName`.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import least_replicas
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.selector import selects
from seatrial.checks.view import Object, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD = "spec.serviceName"


@rule(
    "REL025",
    "stateful-set-has-service",
    Severity.ERROR,
    objects("StatefulSet"),
    aliases="statefulset-has-servicename",
    covers=(93,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    name = text(thing.spec.get("serviceName"))
    severity = Severity.WARNING if least_replicas(thing) <= 1 else None
    if not name:
        message = f"the pods of StatefulSet {thing.name} have no names in DNS"
        yield Hit(FIELD, message, "name a headless Service", severity=Severity.WARNING)
        return
    service = thing.inventory.find("Service", thing.namespace, name)
    if not service:
        if not thing.inventory.has("Service", thing.namespace, name):
            message = f"Service {name}, which names the pods, does not exist"
            yield Hit(FIELD, message, "add a headless Service with this name", severity=severity)
        return
    selector = {"matchLabels": mapping(service.spec.get("selector"))}
    if service.spec.get("clusterIP") != "None":
        message = f"Service {name} is not headless, so it gives the pods no names"
        yield Hit(FIELD, message, "name a Service with clusterIP: None", severity=Severity.WARNING)
    elif service.spec.get("selector") and not any(selects(selector, pod.labels) for pod in thing.pods):
        message = f"Service {name}, which names the pods, does not select them"
        yield Hit(FIELD, message, "give the Service the labels of the pods as selector", severity=severity)
