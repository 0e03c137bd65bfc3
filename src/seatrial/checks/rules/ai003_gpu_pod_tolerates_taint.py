"""A pod that asks for a GPU may run where GPUs are.

## What it does
Asks pods with an accelerator for a toleration of the taint that GPU nodes carry, `nvidia.com/gpu` (or the resource's
own name for other vendors).

## Why
GPU nodes are tainted so that nothing else fills them, and without the toleration the pod stays Pending for ever. An
API server with the admission plugin ExtendedResourceToleration adds it by itself; most managed clusters do not run
that plugin.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
  containers: [{name: train, resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Add `tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]` to the pod.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, is_accelerator, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@rule("AI003", "gpu-pod-tolerates-taint", Severity.ERROR, PODS, aliases="AI003")
def check(pod: Pod) -> Iterator[Hit]:
    asked = {text(name) for container in pod.containers for name in container.limits if is_accelerator(name)}
    for taint in sorted({"nvidia.com/gpu" if name.startswith("nvidia.com/") else name for name in asked}):
        if not any(_tolerates(mapping(toleration), taint) for toleration in sequence(pod.spec.get("tolerations"))):
            fix = f"add {{key: {taint}, operator: Exists, effect: NoSchedule}}"
            yield Hit(f"{pod.path}.tolerations", f"the pod asks for {taint} but does not tolerate that taint", fix)


def _tolerates(toleration: Mapping[str, Any], taint: str) -> bool:
    """An absent key with `Exists` tolerates every taint, an absent effect every effect."""
    key, effect = toleration.get("key"), toleration.get("effect")
    matches = key == taint or (not key and toleration.get("operator") == "Exists")
    return matches and (not effect or effect == "NoSchedule")
