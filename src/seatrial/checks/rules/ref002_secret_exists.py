"""Secrets that pods use exist.

## What it does
Looks for each Secret that a pod names in volumes, `env`, `envFrom` and `imagePullSecrets`, unless it is `optional`.
An ExternalSecret or SealedSecret that makes it counts.

## Why
The kubelet does not start the container, or cannot pull its image.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, envFrom: [{secretRef: {name: hf}}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, envFrom: [{secretRef: {name: hf}}]}]}
---
apiVersion: v1
kind: Secret
metadata: {name: hf}
```

## Fix
Correct the name, or add the Secret in the pod's namespace.

## References
- https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.references import references
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REF002",
    "secret-exists",
    Severity.ERROR,
    PODS,
    aliases="env-value-from POP-304 POP-305",
    covers=(53,),
    absence=True,
)
def check(pod: Pod) -> Iterator[Hit]:
    for reference in references(pod):
        if reference.kind == "Secret" and not _will_exist(pod, reference.name):
            yield Hit(reference.field, f"Secret {reference.name} does not exist", "correct the name or add it")


def _will_exist(pod: Pod, name: str) -> bool:
    inventory, namespace = pod.inventory, pod.namespace
    if any(inventory.has(kind, namespace, name) for kind in ("Secret", "SealedSecret")):
        return True
    external = inventory.in_namespace("ExternalSecret", namespace)
    return any((text(at(one.spec, "target", "name")) or one.name) == name for one in external)
