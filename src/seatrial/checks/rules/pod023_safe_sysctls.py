"""Pods set only kernel parameters that every kubelet lets them.

## What it does
Finds `sysctls` that are not among the safe ones of the Kubernetes version. Those that belong to the whole node
(`vm.max_map_count`) are an error, for no kubelet sets them, and so are those of a namespace that the pod shares with
its node.

## Why
The kubelet refuses to start the pod (`SysctlForbidden`) unless its node was set up to allow the parameter by name, and
an unsafe one may starve the node's other pods.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: search}
spec:
  securityContext: {sysctls: [{name: vm.max_map_count, value: "262144"}]}
  containers: [{name: search, image: "example.com/search:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: search}
spec:
  securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "300"}]}
  containers: [{name: search, image: "example.com/search:1.0"}]
```

## Fix
Remove the parameter. Set those of the node where nodes are made: in the node pool's kubelet or sysctl configuration.

## References
- https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SAFE = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_notsent_lowat": 37,
    "net.ipv4.tcp_slow_start_after_idle": 37,
}
"""Name → the minor version of Kubernetes from which every kubelet allows it."""
IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")
NETWORK = "net."


@rule("POD023", "safe-sysctls", Severity.WARNING, PODS, aliases="KSV-0026 unsafe-sysctls", covers=(24,))
def check(pod: Pod) -> Iterator[Hit]:
    for index, sysctl in enumerate(sequence(pod.security.get("sysctls"))):
        name = text(at(sysctl, "name")).replace("/", ".")
        if not name or is_node_agent(pod):
            continue
        field = f"{pod.path}.securityContext.sysctls[{index}].name"
        shared = "hostNetwork" if name.startswith(NETWORK) else "hostIPC"
        if not name.startswith((NETWORK, *IPC)):
            message = f"{name} belongs to the whole node, and the kubelet does not start a pod that sets it"
            yield Hit(field, message, "remove it and set it where nodes are made", severity=Severity.ERROR)
        elif pod.spec.get(shared) is True:
            message = f"{name} belongs to the node under {shared}, and the kubelet does not start the pod"
            yield Hit(field, message, f"remove it or {shared}", severity=Severity.ERROR)
        elif SAFE.get(name, 1000) > _minor(pod):
            message = f"{name} is refused by kubelets that do not allow it by name"
            yield Hit(field, message, "remove it, or list it in allowedUnsafeSysctls of the nodes that run the pod")


def _minor(pod: Pod) -> int:
    minor = pod.inventory.context.kubernetes.partition(".")[2].partition(".")[0]
    return int(minor) if minor.isdecimal() else 0
