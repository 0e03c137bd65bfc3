"""The claims of a StatefulSet can be made.

## What it does
Asks each of `volumeClaimTemplates` for `resources.requests.storage` and `accessModes`. `ReadOnlyMany` alone is a
warning, because a new volume is empty, and a template without `ReadWriteOnce` or `ReadWriteOncePod` is a note, because
each pod has a claim of its own and shares it with nobody.

## Why
The API server takes the StatefulSet and refuses the claims that it makes, so no pod ever starts.

## Bad
```yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec: {volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: search}
spec:
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 100Gi}}}
```

## Fix
Set `resources.requests.storage` and `accessModes: [ReadWriteOnce]`.

## References
- https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims
- https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = ("ReadWriteOnce", "ReadWriteOncePod")


@rule("REL026", "claim-template-complete", Severity.ERROR, objects("StatefulSet"), covers=(93,))
def check(thing: Object) -> Iterator[Hit]:
    for index, template in enumerate(sequence(thing.spec.get("volumeClaimTemplates"))):
        field, name = f"spec.volumeClaimTemplates[{index}].spec", text(at(template, "metadata", "name"))
        if at(template, "spec", "resources", "requests", "storage") is None:
            message = f"claim {name} does not say how much storage it needs"
            yield Hit(f"{field}.resources.requests.storage", message, "set resources.requests.storage")
        modes = sequence(at(template, "spec", "accessModes"))
        if not modes:
            message = f"claim {name} does not say how it is mounted"
            yield Hit(f"{field}.accessModes", message, "set accessModes: [ReadWriteOnce]")
        elif all(mode == "ReadOnlyMany" for mode in modes):
            message = f"claim {name} makes an empty volume that nobody can write"
            fix = "set accessModes: [ReadWriteOnce]"
            yield Hit(f"{field}.accessModes", message, fix, severity=Severity.WARNING)
        elif not any(mode in OWN for mode in modes):
            message = f"each pod has a claim {name} of its own and shares it with nobody"
            fix = "set accessModes: [ReadWriteOnce], or mount one claim in all pods"
            yield Hit(f"{field}.accessModes", message, fix, severity=Severity.INFO)
