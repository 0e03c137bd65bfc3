"""Checkpoints are written where they outlive the pod.

## What it does
Follows the directory that a training container on GPUs is told to write to (`--output_dir`, `--checkpoint-dir`,
`--save_dir`, `--ckpt_dir` and their kin, `CHECKPOINT_DIR`, `OUTPUT_DIR`) to the volume it is on, and refuses the
container's own layer and an emptyDir that no other container of the pod can carry away. A hostPath is only warned of,
because some are mounts of a shared file system. Relative paths and URIs are left out.

## Why
When the pod is evicted, preempted or its node fails, all progress since the start of the training is gone.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      containers:
        - name: train
          command: [python, train.py, --output_dir=/out]
          resources: {limits: {nvidia.com/gpu: 1}}
          volumeMounts: [{name: out, mountPath: /out}]
      volumes: [{name: out, emptyDir: {}}]
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      containers:
        - name: train
          command: [python, train.py, --output_dir=/out]
          resources: {limits: {nvidia.com/gpu: 1}}
          volumeMounts: [{name: out, mountPath: /out}]
      volumes: [{name: out, persistentVolumeClaim: {claimName: checkpoints}}]
```

## Fix
Mount a PersistentVolumeClaim at the directory, or write to a bucket.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
- https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.mounts import Place, is_scratch, place_of
from seatrial.checks.pods import Life
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import command_field
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

FLAG = (
    r"(--?(?:output|checkpoint|checkpoints|ckpt|save)[-_](?:dir|path|folder|directory|root)|--save|--default_root_dir)"
    r"[=\s]+['\"]?(/[^\s'\";|&]*)"
)
VARIABLES = r"(?:[A-Z]+_)?(?:CHECKPOINT|CHECKPOINTS|CKPT|OUTPUT|SAVE)_(?:DIR|PATH|DIRECTORY)"


@rule("AI039", "checkpoints-outlive-pod", Severity.ERROR, CONTAINERS, aliases="AI039")
def check(container: Container) -> Iterator[Hit]:
    if container.init or container.life is not Life.BATCH or not container.accelerators:
        return
    for field, path in _told(container):
        place = place_of(container, path)
        if place and "hostPath" in place.volume:
            message = f"checkpoints in {path} are on the node that the pod happens to run on"
            yield Hit(field, message, "mount a claim there instead of a hostPath", severity=Severity.WARNING)
        elif is_scratch(place) and not _shared(container, place):
            where = f"the emptyDir {place.name}" if place else "the container's own layer"
            yield Hit(field, f"checkpoints in {path} are lost with the pod: it is in {where}", "mount a claim there")


def _told(container: Container) -> Iterator[tuple[str, str]]:
    """Field and directory, each directory once."""
    seen: set[str] = set()
    for flag, path in re.findall(FLAG, " ".join(container.command_line)):
        if path not in seen:
            seen.add(path)
            yield command_field(container, flag), path
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        path = text(at(variable, "value"))
        if path.startswith("/") and path not in seen and re.fullmatch(VARIABLES, text(at(variable, "name"))):
            seen.add(path)
            yield f"{container.path}.env[{index}].value", path


def _shared(container: Container, place: Place | None) -> bool:
    """Whether another container mounts the volume too, which may carry away what is written."""
    return place is not None and any(
        at(mount, "name") == place.name
        for other in container.pod.containers
        if other is not container
        for mount in sequence(other.spec.get("volumeMounts"))
    )
