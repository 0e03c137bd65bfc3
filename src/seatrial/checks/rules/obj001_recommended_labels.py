"""Objects carry the recommended labels.

## What it does
Asks every object for the labels `app.kubernetes.io/name`, `instance`, `part-of` and `managed-by`, or for those that the
settings name as `labels` and `annotations`, such as an owner. It is an opinion and runs where it is asked for.

## Why
Without them nobody can tell what an object belongs to, what it costs, or whether it may be deleted.

## Bad
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: chat}}
```

## Good
```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    app.kubernetes.io/name: chat
    app.kubernetes.io/instance: vision
    app.kubernetes.io/part-of: vision
    app.kubernetes.io/managed-by: seatrial
```

## Fix
Add the labels that are missing.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import texts
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED = tuple(f"app.kubernetes.io/{name}" for name in ("name", "instance", "part-of", "managed-by"))


@rule(
    "OBJ001",
    "recommended-labels",
    Severity.WARNING,
    objects(),
    aliases="C-0076 C-0077 required-label-owner required-annotation-email",
    covers=(108,),
    opt_in=True,
)
def check(thing: Object) -> Iterator[Hit]:
    settings = mapping(thing.inventory.context.settings.get("OBJ001"))
    labels = texts(settings.get("labels")) or WANTED
    for place, given, wanted in (
        ("labels", thing.labels, labels),
        ("annotations", thing.annotations, texts(settings.get("annotations"))),
    ):
        missing = [name for name in wanted if name not in given]
        if missing:
            message = f"{thing.kind} {thing.name} has no {place[:-1]} {', '.join(missing)}"
            yield Hit(f"metadata.{place}", message, "add what is missing")
