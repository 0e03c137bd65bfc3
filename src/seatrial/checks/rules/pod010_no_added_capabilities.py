"""Containers add no Linux capability that they can do without.

## What it does
Refuses what `capabilities.add` lists, but for `NET_BIND_SERVICE`, and `IPC_LOCK` where the container has an RDMA
device, which reads memory that must not move. What a container has by default anyway, such as `CHOWN`, is a warning:
adding it after dropping `ALL` beats keeping everything, and still Pod Security `restricted` refuses it.

## Why
Each capability is a part of what root may do, and an intruder has it too: `NET_ADMIN` rewrites the routes of the pod,
`SYS_PTRACE` reads the memory of its other processes.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: worker}
spec:
  containers:
    - name: worker
      image: example.com/train:1.0
      securityContext: {capabilities: {drop: [ALL], add: [NET_ADMIN]}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: worker}
spec:
  containers:
    - name: worker
      image: example.com/train:1.0
      resources: {limits: {vpc.amazonaws.com/efa: 4}}
      securityContext: {capabilities: {drop: [ALL], add: [IPC_LOCK]}}
```

## Fix
Remove the capability from `add`. To listen below port 1024 add `NET_BIND_SERVICE`, or listen on a port above.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://man7.org/linux/man-pages/man7/capabilities.7.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capabilities import DEFAULT, NODE, added, has_rdma
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

MILD = DEFAULT | {"IPC_LOCK"}
"""Without an RDMA device `IPC_LOCK` still harms nobody but the node's free memory."""


@rule(
    "POD010",
    "no-added-capabilities",
    Severity.ERROR,
    CONTAINERS,
    aliases="KSV-0022 KSV-0106 CKV_K8S_24 CKV_K8S_25 C-0046 C-0200 C-0219 dangerousCapabilities",
    covers=(10,),
)
def check(container: Container) -> Iterator[Hit]:
    for index, name in added(container):
        if name == "NET_BIND_SERVICE" or name in NODE or (name == "IPC_LOCK" and has_rdma(container)):
            continue
        if is_node_agent(container.pod):
            return
        field = f"{container.path}.securityContext.capabilities.add[{index}]"
        severity = Severity.WARNING if name in MILD else None
        yield Hit(field, f"container {container.name} adds the capability {name}", "remove it", severity=severity)
