"""Karpenter's annotations have their present names.

## What it does
Finds `karpenter.sh/do-not-evict` in pods and `karpenter.sh/do-not-consolidate` in nodes, which became
`karpenter.sh/do-not-disrupt`.

## Why
Karpenter no longer reads the old name, so it moves pods that were meant to stay.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    metadata: {annotations: {karpenter.sh/do-not-evict: "true"}}
    spec: {containers: [{name: train, image: "example.com/train:1.0"}]}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    metadata: {annotations: {karpenter.sh/do-not-disrupt: "true"}}
    spec: {containers: [{name: train, image: "example.com/train:1.0"}]}
```

## Fix
Rename the annotation to `karpenter.sh/do-not-disrupt`.

## References
- https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
- https://karpenter.sh/docs/upgrading/v1-migration/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at, mapping, split_path
from seatrial.edit import REMOVE, Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

PRESENT = "karpenter.sh/do-not-disrupt"
OLD = ("karpenter.sh/do-not-evict", "karpenter.sh/do-not-consolidate")


@rule("AI072", "current-karpenter-annotation", Severity.WARNING, objects(), aliases="AI072")
def check(thing: Object) -> Iterator[Hit]:
    places = ["metadata"] if any(name in thing.annotations for name in OLD) else []
    old = (pod for pod in thing.pods if pod.template and any(name in pod.annotations for name in OLD))
    places += [f"{pod.template}.metadata" for pod in old]
    if thing.kind == "NodePool":
        places.append("spec.template.metadata")
    for place in dict.fromkeys(places):
        steps = (*split_path(place), "annotations")
        found = mapping(at(thing.manifest, *steps))
        for name in OLD:
            if name in found:
                edit = Edit((*steps, name), REMOVE) if PRESENT in found else Edit((*steps, name), key=PRESENT)
                message = f"Karpenter does not read {name} any more"
                yield Hit(f"{place}.annotations.{name}", message, f"rename it to {PRESENT}", edits=(edit,))
