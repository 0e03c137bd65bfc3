"""Pods on a fabric may lock memory, and need no more than that.

## What it does
Looks at containers that ask for an RDMA device (`rdma/…`, `openshift.io/mlnx…`; AWS's EFA needs no capability). It
warns of `privileged: true`, and notes where the capability `IPC_LOCK` is not added; namespaces that enforce a Pod
Security level do not allow it, so there the node's runtime has to raise the limit.

## Why
Adapters work on locked memory, and under the usual limit of a few megabytes registering it fails; a privileged
container can instead do anything to its node.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      securityContext: {privileged: true}
      resources: {limits: {nvidia.com/gpu: 8, rdma/hca: 1}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      securityContext: {capabilities: {add: [IPC_LOCK]}}
      resources: {limits: {nvidia.com/gpu: 8, rdma/hca: 1}}
```

## Fix
Write `capabilities: {add: [IPC_LOCK]}` in place of `privileged`, or raise `LimitMEMLOCK` of containerd on the nodes.

## References
- https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

RDMA = ("rdma/", "openshift.io/mlnx", "nvidia.com/rdma", "mellanox.com/")
ALLOWS = {"IPC_LOCK", "CAP_IPC_LOCK", "ALL", "SYS_RESOURCE", "CAP_SYS_RESOURCE"}
ENFORCE = "pod-security.kubernetes.io/enforce"


@rule("AI079", "fabric-memory-is-locked", Severity.WARNING, CONTAINERS, aliases="AI079")
def check(container: Container) -> Iterator[Hit]:
    if not container.limits or container.init or container.pod.object.kind == "LLMInferenceService":
        return
    device = next((name for name in container.limits if text(name).startswith(RDMA)), "")
    if not device or is_node_agent(container.pod):
        return
    if container.security.get("privileged") is True:
        message = f"container {container.name} is privileged to use {device}, for which IPC_LOCK is enough"
        yield Hit(f"{container.path}.securityContext.privileged", message, "add the capability IPC_LOCK in its place")
        return
    added = {text(name) for name in sequence(at(container.security, "capabilities", "add"))}
    if not added & ALLOWS and not _enforced(container):
        message = f"container {container.name} asks for {device} and may not lock memory"
        fix = "add the capability IPC_LOCK or raise the limit of locked memory on the nodes"
        yield Hit(f"{container.path}.securityContext.capabilities.add", message, fix, severity=Severity.INFO)


def _enforced(container: Container) -> bool:
    namespace = container.pod.inventory.find("Namespace", "", container.pod.namespace)
    return bool(namespace and namespace.labels.get(ENFORCE) in ("baseline", "restricted"))
