"""Namespaces enforce a Pod Security level.

## What it does
Asks each Namespace for the label `pod-security.kubernetes.io/enforce` with `restricted` or `baseline`.

## Why
Without it the API server lets anyone who may create a pod create a privileged one, which is root on the node.

## Bad
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai}
```

## Good
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: ai, labels: {pod-security.kubernetes.io/enforce: restricted}}
```

## Fix
Add the label `pod-security.kubernetes.io/enforce: restricted`.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule("NS001", "pod-security-level", Severity.ERROR, objects("Namespace"), aliases="C-0192", covers=(40,))
def check(thing: Object) -> Iterator[Hit]:
    label = "pod-security.kubernetes.io/enforce"
    # What runs the cluster needs its nodes, and the API server makes these namespaces.
    if not thing.name.startswith("kube-") and thing.labels.get(label) not in ("restricted", "baseline"):
        message = f"namespace {thing.name} allows privileged pods"
        yield Hit(f"metadata.labels.{label}", message, f"add the label {label}: restricted")
