"""The instance label says the object's name.

## What it does
Compares the label `app.kubernetes.io/instance` of a workload with its name: equal, or the beginning of it. It is an
opinion and runs where it is asked for.

## Why
People who look for an instance by its name find nothing, and dashboards show two names for one thing.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, labels: {app.kubernetes.io/instance: search}}
spec: {template: {spec: {containers: []}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: search-api, labels: {app.kubernetes.io/instance: search}}
spec: {template: {spec: {containers: []}}}
```

## Fix
Rename the object, or write its name into the label.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTANCE = "app.kubernetes.io/instance"


@rule(
    "OBJ008", "instance-is-name", Severity.INFO, objects(), aliases="metadataAndInstanceMismatched", covers=(108,),
    opt_in=True,
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    instance = text(thing.labels.get(INSTANCE))
    if thing.pods and instance and thing.name != instance and not thing.name.startswith(f"{instance}-"):
        message = f"{thing.kind} {thing.name} is labelled as instance {instance}"
        yield Hit(f"metadata.labels.{INSTANCE}", message, "rename one of the two")
