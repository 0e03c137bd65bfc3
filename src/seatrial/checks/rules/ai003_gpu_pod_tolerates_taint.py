"""A pod that asks for a GPU may run where GPUs are.

## What it does
Takes the pools of the set that have the accelerator which a pod asks for (Nodes, Karpenter NodePools) and asks for
tolerations of the taints of one of them. Where no pool is declared it asks for a toleration of the taint that GPU
nodes carry by habit, `nvidia.com/gpu` or the resource's own name, and only warns. What a Kueue queue adds on admission
counts; pods that name a GPU of Google's GKE get the toleration from the API server.

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
Add `tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]` to the pod, or the taint that the
message names.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
- https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#extendedresourcetoleration
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.kueue import is_admitted
from seatrial.checks.placement import chosen_labels, landing_of, places_of, says_where
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.taints import describe, tolerates_key
from seatrial.checks.view import is_accelerator
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule("AI003", "gpu-pod-tolerates-taint", Severity.ERROR, PODS, aliases="AI003")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or not says_where(pod):
        return
    if not places_of(pod):
        yield from _by_habit(pod)
        return
    barrier = landing_of(pod).barrier
    if barrier:
        pool, taint = barrier
        message = f"the pod does not tolerate the taint {describe(taint)} of {pool.object.kind} {pool.object.name}"
        fix = f"add {{key: {taint.get('key')}, operator: Exists, effect: {taint.get('effect')}}}"
        yield Hit(f"{pod.path}.tolerations", message, fix)


def _by_habit(pod: Pod) -> Iterator[Hit]:
    if is_admitted(pod.object) or any(label.startswith("cloud.google.com/") for label in chosen_labels(pod)):
        return
    asked = {
        name for container in pod.containers for name in container.limits or container.requests if is_accelerator(name)
    }
    asked.discard("google.com/tpu")
    for key in sorted({"nvidia.com/gpu" if name.startswith("nvidia.com/") else name for name in asked}):
        if not tolerates_key(pod, key):
            fix = f"add {{key: {key}, operator: Exists, effect: NoSchedule}}"
            message = f"the pod asks for {key} but does not tolerate that taint"
            yield Hit(f"{pod.path}.tolerations", message, fix, severity=Severity.WARNING)
