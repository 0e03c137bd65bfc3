"""Every object is there once.

## What it does
Finds two objects of the same group, kind, namespace and name; manifests in different folders are taken to be for
different clusters.

## Why
Whichever is applied last wins, and the two take turns at each apply.

## Bad
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
```

## Good
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings-2}
```

## Fix
Rename one of them, or put both into one.

## References
- https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.resource import Resource, ResourceKey


@rule("OBJ004", "unique-objects", Severity.ERROR, EVERYTHING)
def check(inventory: Inventory) -> Iterator[Hit]:
    seen: dict[tuple[str, ResourceKey], Resource] = {}
    for one in inventory.objects:
        first = seen.setdefault((_folder(one.resource), one.key), one.resource)
        if first is not one.resource and one.name:
            yield Hit("metadata.name", f"{one.key} is there twice", "rename one of the two", one)


def _folder(resource: Resource) -> str:
    """The folder of a manifest's file: the same object in another folder is for another cluster."""
    literal = "" in resource.fields and resource.source
    return str(resource.source[0]).rpartition("/")[0] if literal else ""
