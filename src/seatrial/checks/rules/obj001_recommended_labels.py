"""Objects carry the recommended labels.

## What it does
Asks every object for the labels `app.kubernetes.io/name`, `instance`, `part-of` and `managed-by`.

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

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

PREFIX = "app.kubernetes.io/"
WANTED = ("name", "instance", "part-of", "managed-by")


@rule("OBJ001", "recommended-labels", Severity.WARNING, objects(), aliases="C-0076 C-0077")
def check(thing: Object) -> Iterator[Hit]:
    missing = [f"{PREFIX}{name}" for name in WANTED if f"{PREFIX}{name}" not in thing.labels]
    if missing:
        yield Hit(
            "metadata.labels", f"{thing.kind} {thing.name} has no label {', '.join(missing)}", "add what is missing"
        )
