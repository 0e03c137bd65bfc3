"""No Windows container is a process of its node.

## What it does
Refuses `windowsOptions.hostProcess: true` on the pod and on containers.

## Why
A HostProcess container is not confined at all: it runs on the node with the rights of an administrator and sees all its
files and credentials.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: windows}
  hostNetwork: true
  securityContext: {windowsOptions: {hostProcess: true}}
  containers: [{name: web, image: "example.com/web:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: windows}
  securityContext: {windowsOptions: {runAsUserName: ContainerUser}}
  containers: [{name: web, image: "example.com/web:1.0"}]
```

## Fix
Remove `hostProcess`. Leave it to the agents that set up a node, in a namespace of their own.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTING = ("windowsOptions", "hostProcess")
FIX = "remove hostProcess"


@rule("POD024", "no-host-process", Severity.ERROR, PODS, aliases="KSV-0103 C-0202 hostProcess", covers=(25,))
def check(pod: Pod) -> Iterator[Hit]:
    if at(pod.security, *SETTING) is True and not is_node_agent(pod):
        field = f"{pod.path}.securityContext.windowsOptions.hostProcess"
        yield Hit(field, "the pod's containers are processes of the node", FIX)
    for container in pod.containers:
        if container.security and at(container.security, *SETTING) is True and not is_node_agent(pod):
            field = f"{container.path}.securityContext.windowsOptions.hostProcess"
            yield Hit(field, f"container {container.name} is a process of the node", FIX)
