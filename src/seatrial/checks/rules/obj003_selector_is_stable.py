"""Selectors hold only labels that never change.

## What it does
Finds labels in `spec.selector` that change with a release: versions, chart names, checksums and hashes.

## Why
A selector cannot be changed, so the next release is refused and the workload has to be deleted first, which is an
outage.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {selector: {matchLabels: {app: chat, app.kubernetes.io/version: 1.4.2}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {selector: {matchLabels: {app.kubernetes.io/name: chat, app.kubernetes.io/instance: vision}}}
```

## Fix
Select by `app.kubernetes.io/name` and `app.kubernetes.io/instance`; keep the version as a label only.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGING = ("app.kubernetes.io/version", "helm.sh/chart", "version", "chart", "pod-template-hash")


@rule("OBJ003", "selector-is-stable", Severity.ERROR, objects("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"))
def check(thing: Object) -> Iterator[Hit]:
    for label in mapping(at(thing.spec, "selector", "matchLabels")):
        if label in CHANGING or "checksum" in text(label):
            message = f"the selector of {thing.kind} {thing.name} changes with {label}"
            yield Hit(f"spec.selector.matchLabels.{label}", message, f"remove {label} from the selector")
