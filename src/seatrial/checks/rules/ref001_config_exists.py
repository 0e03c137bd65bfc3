"""ConfigMaps that pods use exist.

## What it does
Looks for each ConfigMap and key that a pod names in volumes, `env` and `envFrom`, unless it is `optional`.

## Why
The kubelet does not start the container: it waits in CreateContainerConfigError or ContainerCreating.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, envFrom: [{configMapRef: {name: settings}}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, envFrom: [{configMapRef: {name: settings}}]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {LOG: info}
```

## Fix
Correct the name or the key, or add the ConfigMap in the pod's namespace.

## References
- https://kubernetes.io/docs/concepts/configuration/configmap/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.references import references
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CLUSTER_CA = "kube-root-ca.crt"
"""The controller manager puts it into every namespace."""


@rule(
    "REF001",
    "config-exists",
    Severity.ERROR,
    PODS,
    aliases="env-value-from POP-304 POP-305",
    covers=(53,),
    absence=True,
)
def check(pod: Pod) -> Iterator[Hit]:
    for reference in references(pod):
        if reference.kind != "ConfigMap" or reference.name == CLUSTER_CA:
            continue
        found = pod.inventory.find("ConfigMap", pod.namespace, reference.name)
        if not pod.inventory.has("ConfigMap", pod.namespace, reference.name):
            yield Hit(reference.field, f"ConfigMap {reference.name} does not exist", "correct the name or add it")
        elif found:
            data = {*mapping(found.manifest.get("data")), *mapping(found.manifest.get("binaryData"))}
            for key in reference.keys:
                if key not in data:
                    yield Hit(
                        reference.field, f"ConfigMap {reference.name} has no key {key}", "correct the key or add it"
                    )
