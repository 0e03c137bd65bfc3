"""A volume for one node is not shared by several pods.

## What it does
Finds claims whose only access modes are `ReadWriteOnce` or `ReadWriteOncePod` in workloads that run several pods at
once: more than one replica, an autoscaler that goes above one, a parallel Job, workers of a training job or group, a
DaemonSet, or a Deployment whose rollout starts the new pod before the old one is gone.

## Why
The second pod lands on another node, the volume cannot be attached there, and the pod waits for ever with a
Multi-Attach error.

## Bad
```yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: models}
spec: {accessModes: [ReadWriteOnce]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 3
  template: {spec: {volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]}}
```

## Good
```yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: models}
spec: {accessModes: [ReadOnlyMany]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 3
  template: {spec: {volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]}}
```

## Fix
Use storage that several nodes can mount (`access: many`), a StatefulSet with one claim for each pod, or for a single
replica the strategy `Recreate`.

## References
- https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rollout import surge_and_unavailable
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import REPLICATED, Pod, at, integer, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_NODE = ("ReadWriteOnce", "ReadWriteOncePod")


@rule("STO002", "volume-fits-replicas", Severity.ERROR, PODS, aliases="AI038")
def check(pod: Pod) -> Iterator[Hit]:
    reason = _several_pods(pod)
    if not reason:
        return
    for index, volume in enumerate(sequence(pod.spec.get("volumes"))):
        name = text(at(volume, "persistentVolumeClaim", "claimName"))
        claim = pod.inventory.find("PersistentVolumeClaim", pod.namespace, name)
        modes = sequence(claim.spec.get("accessModes")) if claim else ()
        if modes and all(mode in ONE_NODE for mode in modes):
            field = f"{pod.path}.volumes[{index}].persistentVolumeClaim.claimName"
            message = f"claim {name} can be mounted on one node only, but {reason}"
            yield Hit(field, message, "use storage with access ReadWriteMany or ReadOnlyMany, or one pod at a time")


def _several_pods(pod: Pod) -> str:
    """Why more than one pod runs at a time, or `""`."""
    owner = pod.object
    if owner.kind in ("Job", "CronJob"):
        return "the Job runs several pods at once" if pod.replicas > 1 else ""
    if owner.kind == "DaemonSet":
        return "every node runs one pod"
    if owner.kind not in REPLICATED:
        most = max(pod.replicas, _of_operator(pod))
        return f"up to {most} pods use it" if most > 1 else ""
    _, most = owner.inventory.replicas(owner)
    if most > 1:
        return f"up to {most} replicas use it"
    rolling = owner.kind == "Deployment" and at(owner.spec, "strategy", "type") != "Recreate"
    return (
        "a rollout starts the new pod before the old one ends" if rolling and surge_and_unavailable(owner, 1)[0] else ""
    )


def _of_operator(pod: Pod) -> int:
    """Pods that a controller makes of one template under another name than `replicas`."""
    if pod.object.kind == "LeaderWorkerSet" and "workerTemplate" in pod.steps:
        return integer(at(pod.object.spec, "leaderWorkerTemplate", "size")) or 1
    # KServe scales each of its components.
    written = (integer(pod.spec.get(name)) or 1 for name in ("minReplicas", "maxReplicas"))
    return max(written) if pod.object.kind == "InferenceService" else 1
