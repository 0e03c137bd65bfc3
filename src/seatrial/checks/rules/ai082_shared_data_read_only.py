"""Data that all replicas share are mounted read-only.

## What it does
Looks at claims in the set that many nodes may write (`ReadWriteMany`) and that several pods with accelerators mount
under a name of data (`data`, `dataset`, `corpus`, `models`, `weights`): where nothing tells the program to write
there, the mount should be `readOnly`.

## Why
One worker with a wrong path can change the data under all the others, and nobody sees why their results differ.

## Bad
```yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: imagenet}
spec: {accessModes: [ReadWriteMany]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 4
  template:
    spec:
      volumes: [{name: data, persistentVolumeClaim: {claimName: imagenet}}]
      containers:
        - name: chat
          volumeMounts: [{name: data, mountPath: /dataset}]
          resources: {limits: {nvidia.com/gpu: 1}}
```

## Good
```yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: imagenet}
spec: {accessModes: [ReadWriteMany]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 4
  template:
    spec:
      volumes: [{name: data, persistentVolumeClaim: {claimName: imagenet}}]
      containers:
        - name: chat
          volumeMounts: [{name: data, mountPath: /dataset, readOnly: true}]
          resources: {limits: {nvidia.com/gpu: 1}}
```

## Fix
Set `readOnly: true` in the mount, and write results, caches and checkpoints to another volume.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts
- https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from seatrial.checks.distributed import team_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod

DATA = re.compile(r"(?:^|[-_/])(?:datasets?|train(?:ing)?[-_]data|corpus|corpora|imagenet|models?|weights)$")
WRITES = re.compile(r"(?i)cache|download|output|out[-_]dir|checkpoint|ckpt|save|log|HF_HOME|HF_HUB|XDG|TMP|workdir")
"""Variables and flags whose value a program writes to."""


@rule("AI082", "shared-data-read-only", Severity.INFO, PODS, aliases="AI082")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or not any("persistentVolumeClaim" in volume for volume in pod.volumes.values()):
        return
    team = team_of(pod.object)
    pods = team.size if team else pod.replicas
    for container in pod.main_containers if pods > 1 else ():
        for index, mount in enumerate(sequence(container.spec.get("volumeMounts"))):
            path = text(at(mount, "mountPath")).rstrip("/")
            writable = at(mount, "readOnly") is not True
            if writable and DATA.search(path) and _shared(pod, mount) and not _written(container, path):
                field = f"{container.path}.volumeMounts[{index}].readOnly"
                message = f"{pods} pods may write to {path}, which they share"
                yield Hit(field, message, "set readOnly to true and write to another volume")


def _shared(pod: Pod, mount: Any) -> bool:
    volume = pod.volumes.get(text(at(mount, "name")))
    reference = at(volume, "persistentVolumeClaim")
    if not reference or at(reference, "readOnly") is True:
        return False
    claim = pod.inventory.find("PersistentVolumeClaim", pod.namespace, text(at(reference, "claimName")))
    return bool(claim and "ReadWriteMany" in sequence(claim.spec.get("accessModes")))


def _written(container: Container, path: str) -> bool:
    """Whether a flag or variable about writing has a value below the path; what a script does is not known."""
    if not container.command_line and not container.environment:
        return False
    words = [word for line in container.command_line for word in line.split()]
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        if path in word and (WRITES.search(word.partition("=")[0]) or WRITES.search(before)):
            return True
        if word.endswith(".sh") or word in (">", ">>", "tee", "cp", "mv", "wget", "curl", "download"):
            return True
    return any(WRITES.search(name) and path in text(value) for name, value in container.environment.items())
