"""A GPU pod runs under a runtime that hands it the GPU.

## What it does
Where the set holds a RuntimeClass with the handler `nvidia` (one that the GPU operator made for itself is left out,
since the operator also changes the default), pods that ask for an NVIDIA GPU must name a runtime class. And where the
RuntimeClass that a pod names chooses nodes, the pod's node selector must not say otherwise.

## Why
The container starts without drivers and sees no GPU although it has paid for one; with two node selectors that
contradict each other the API server refuses the pod.

## Bad
```yaml
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: nvidia}
handler: nvidia
---
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]}
```

## Good
```yaml
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: nvidia}
handler: nvidia
---
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  runtimeClassName: nvidia
  containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Set `runtimeClassName: nvidia`, or choose the nodes in one place only.

## References
- https://kubernetes.io/docs/concepts/containers/runtime-class/
- https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.placement import says_where
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Pod


@rule("AI022", "runtime-class-fits", Severity.WARNING, PODS, aliases="AI022")
def check(pod: Pod) -> Iterator[Hit]:
    name = text(pod.spec.get("runtimeClassName"))
    if name:
        yield from _contradicts(pod, name)
    elif pod.accelerators and says_where(pod) and _asks_nvidia(pod):
        declared = pod.inventory.derive(_declared)
        if declared and not is_node_agent(pod):
            message = f"the pod runs under the default runtime although RuntimeClass {declared} hands out GPUs"
            yield Hit(f"{pod.path}.runtimeClassName", message, f"set runtimeClassName to {declared}")


def _contradicts(pod: Pod, name: str) -> Iterator[Hit]:
    thing = pod.inventory.find("RuntimeClass", "", name)
    chosen = mapping(pod.spec.get("nodeSelector"))
    if not thing or not chosen:
        return
    for label, value in mapping(at(thing.manifest, "scheduling", "nodeSelector")).items():
        if label in chosen and chosen[label] != value:
            message = (
                f"the pod asks for nodes with {label}={chosen[label]} and its RuntimeClass {name} for {label}={value}"
            )
            field = f"{pod.path}.nodeSelector.{label}"
            yield Hit(field, message, "choose the nodes in one place only", severity=Severity.ERROR)


def _asks_nvidia(pod: Pod) -> bool:
    return any(text(name).startswith("nvidia.com/") for container in pod.containers for name in container.limits)


def _declared(inventory: Inventory) -> str:
    """The RuntimeClass with NVIDIA's handler that somebody wrote; empty without one."""
    for thing in inventory.of_kind("RuntimeClass"):
        if (
            thing.manifest.get("handler") == "nvidia"
            and thing.labels.get("app.kubernetes.io/component") != "gpu-operator"
        ):
            return thing.name
    return ""
