"""ConfigMaps, Secrets and claims are used by something.

## What it does
Finds ConfigMaps, Secrets and PersistentVolumeClaims that no pod names.

## Why
Nobody dares to delete what may be in use, so forgotten credentials stay valid and forgotten disks are paid for.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: ConfigMap
metadata: {name: old, namespace: a}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: ConfigMap
metadata: {name: app, namespace: a}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: a}
spec: {containers: [{name: a, image: a, envFrom: [{configMapRef: {name: app}}]}]}
```

## Fix
Delete it after a look at who made it.

## References
- https://kubernetes.io/docs/concepts/configuration/configmap/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.references import references
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

APPLYSET = "applyset.kubernetes.io/id"
"""The label of the object that stands for a set of objects."""
NAME = re.compile(r"'(?:name|secretName)': '([a-z0-9.-]+)'")


@rule(
    "LIVE015",
    "objects-are-used",
    Severity.INFO,
    objects("ConfigMap", "Secret", "PersistentVolumeClaim"),
    aliases="POP-400 POP-401 POP-407",
    covers=(53,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    made = bool(sequence(mapping(thing.manifest.get("metadata")).get("ownerReferences")))
    # Controllers and the API server read some by themselves, which no pod shows.
    known = (
        APPLYSET in thing.labels
        or thing.namespace.startswith("kube-")
        or thing.name in ("kube-root-ca.crt", "openshift-service-ca.crt")
    )
    if made or known or thing.name.startswith("sh.helm.release."):
        return
    if (thing.kind, thing.namespace, thing.name) not in thing.inventory.derive(_named):
        yield Hit("metadata.name", f"no pod names {thing.kind} {thing.name}", "delete it if nothing else reads it")


def _named(inventory: Inventory) -> frozenset[tuple[str, str, str]]:
    """Kind, namespace and name of everything that a pod, an Ingress or a ServiceAccount names."""
    found: set[tuple[str, str, str]] = set()
    for thing in inventory.objects:
        for pod in thing.pods:
            found.update((one.kind, pod.namespace, one.name) for one in references(pod))
            for volume in pod.volumes.values():
                claim = text(at(volume, "persistentVolumeClaim", "claimName"))
                found.add(("PersistentVolumeClaim", pod.namespace, claim))
        if thing.kind in ("Ingress", "Gateway", "ServiceAccount", "Certificate", "Issuer"):
            names = NAME.findall(repr(thing.manifest))
            found.update((kind, thing.namespace, name) for kind in ("Secret", "ConfigMap") for name in names)
    return frozenset(found)
