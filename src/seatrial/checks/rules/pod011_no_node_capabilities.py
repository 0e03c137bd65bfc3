"""No container has a capability that is as good as root on the node.

## What it does
Refuses `SYS_ADMIN`, `SYS_MODULE`, `SYS_RAWIO`, `DAC_READ_SEARCH` and `ALL` in `capabilities.add`, but in what runs on
every node to serve it: drivers, networks and storage, recognised by image in a DaemonSet.

## Why
A process with one of these is out of its container in a few known steps: it mounts the node's disk, loads a kernel
module, or opens files of the node by their number.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  containers: [{name: notebook, image: "example.com/n:1.0", securityContext: {capabilities: {add: [SYS_ADMIN]}}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  containers: [{name: notebook, image: "example.com/n:1.0", securityContext: {capabilities: {drop: [ALL]}}}]
```

## Fix
Remove the capability. Mount buckets and other file systems with a CSI driver, build images with BuildKit or Buildah
in a user namespace (`hostUsers: false`), and profile GPUs with the driver's setting for users that are not root.

## References
- https://man7.org/linux/man-pages/man7/capabilities.7.html
- https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.capabilities import NODE, added
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "POD011",
    "no-node-capabilities",
    Severity.ERROR,
    CONTAINERS,
    aliases="KSV-0005 KSV-0022 KSV-0120 CKV_K8S_24 CKV_K8S_25 CKV_K8S_39 C-0046 C-0200 C-0219 dangerousCapabilities",
    covers=(10, 11),
)
def check(container: Container) -> Iterator[Hit]:
    for index, name in added(container):
        if name not in NODE or container.pod.spec.get("hostUsers") is False:
            continue
        if is_node_agent(container.pod):
            return
        field = f"{container.path}.securityContext.capabilities.add[{index}]"
        what = "all capabilities" if name == "ALL" else name
        yield Hit(field, f"container {container.name} adds {what}, which is root on the node", "remove it")
