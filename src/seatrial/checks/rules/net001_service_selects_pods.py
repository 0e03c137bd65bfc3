"""A Service has pods behind it.

## What it does
Looks for pods that the selector of each Service selects. Services without a selector and of type ExternalName are
left out. Labels that controllers give to pods are not looked for, and neither are pods that an operator makes of a
custom resource of the selected name.

## Why
Every request to a Service without pods is refused, and nothing else reports it.

## Bad
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {metadata: {labels: {app: chat-server}}, spec: {containers: []}}}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
```

## Fix
Make the selector equal to labels of the pod template.

## References
- https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.operators import is_made, pods_selected, written
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "NET001",
    "service-selects-pods",
    Severity.ERROR,
    objects("Service"),
    aliases="C-0293 dangling-service service-targets-pod POP-1100 POP-1105 POP-1110",
    covers=(98,),
    absence=True,
)
def check(thing: Object) -> Iterator[Hit]:
    selector = mapping(thing.spec.get("selector"))
    if not selector or thing.spec.get("type") == "ExternalName":
        return
    wanted = written(selector)
    if not wanted or pods_selected(thing.inventory, thing.namespace, {"matchLabels": wanted}):
        return
    if not is_made(thing.inventory, thing.namespace, wanted.values()):
        labels = ", ".join(f"{key}={value}" for key, value in selector.items())
        yield Hit("spec.selector", f"no pod has the labels {labels}", "use labels of the pods that shall answer")
