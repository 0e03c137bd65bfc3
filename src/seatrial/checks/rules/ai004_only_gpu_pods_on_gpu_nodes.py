"""Only pods that ask for a GPU tolerate the GPU taint.

## What it does
Finds pods without an accelerator that tolerate `nvidia.com/gpu` or another accelerator's taint. DaemonSets are left
out, because agents belong on every node, and so are pods that get their GPU by a resource claim, or from a runtime or
operator that fills in the resources.

## Why
The pod takes CPU and memory of the dearest nodes, and a GPU stays idle because nothing fits beside it any more.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  tolerations: [{key: nvidia.com/gpu, operator: Exists}]
  containers: [{name: web, image: "example.com/web:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "example.com/web:1.0"}]}
```

## Fix
Remove the toleration, or ask for the GPU that the pod uses.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.placement import says_where
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, is_accelerator, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("AI004", "only-gpu-pods-on-gpu-nodes", Severity.WARNING, PODS, aliases="AI004")
def check(pod: Pod) -> Iterator[Hit]:
    tolerations = sequence(pod.spec.get("tolerations"))
    if not tolerations or pod.object.kind == "DaemonSet" or pod.accelerators or _may_ask_elsewhere(pod):
        return
    for index, toleration in enumerate(tolerations):
        key = text(at(toleration, "key"))
        if is_accelerator(key):
            field = f"{pod.path}.tolerations[{index}]"
            yield Hit(field, f"the pod tolerates {key} but asks for no GPU", "remove the toleration or ask for a GPU")


def _may_ask_elsewhere(pod: Pod) -> bool:
    """By a claim, or where a runtime or an operator fills in what the containers ask."""
    if pod.spec.get("resourceClaims") or not says_where(pod):
        return True
    custom = "." in pod.object.key.group and not pod.object.key.group.endswith(".k8s.io")
    return custom and not any(container.limits or container.requests for container in pod.main_containers)
