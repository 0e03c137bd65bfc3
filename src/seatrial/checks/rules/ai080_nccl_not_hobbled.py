"""NCCL uses the links that the pod has.

## What it does
Looks at NCCL's variables: `NCCL_P2P_DISABLE` and `NCCL_SHM_DISABLE` in a container with several GPUs,
`NCCL_IB_DISABLE` in one that asks for an RDMA device, `NCCL_SOCKET_IFNAME` and `GLOO_SOCKET_IFNAME` with an interface
that a pod of its own network cannot have (it has `eth0` and `lo`, and what Multus attaches), and, as a note,
`NCCL_DEBUG=INFO` or `TRACE`.

## Why
A switch that was set to find a fault stays for ever and makes every step slower, and with an interface that is not
there the workers do not find each other.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      env: [{name: NCCL_P2P_DISABLE, value: "1"}]
      resources: {limits: {nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec: {containers: [{name: train, resources: {limits: {nvidia.com/gpu: 8}}}]}
```

## Fix
Remove the variable, or write `NCCL_SOCKET_IFNAME=eth0`.

## References
- https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.distributed import fabric_of
from seatrial.checks.launch import variable_field
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

ON = ("1", 1, "true", True)
LINKS = {"NCCL_P2P_DISABLE": "the links between its GPUs", "NCCL_SHM_DISABLE": "shared memory between its GPUs"}
INTERFACES = ("NCCL_SOCKET_IFNAME", "GLOO_SOCKET_IFNAME")
LOUD = ("INFO", "TRACE")
OWN = ("eth0", "lo")
ATTACHED = ("k8s.v1.cni.cncf.io/networks", "networking.gke.io/interfaces", "v1.multus-cni.io/default-network")


@rule("AI080", "nccl-not-hobbled", Severity.WARNING, CONTAINERS, aliases="AI080")
def check(container: Container) -> Iterator[Hit]:
    if not container.spec.get("env"):
        return
    environment = container.environment
    for name, what in LINKS.items():
        if container.accelerators > 1 and environment.get(name) in ON:
            message = f"container {container.name} keeps NCCL from {what}"
            yield Hit(variable_field(container, name), message, f"remove {name}")
    if environment.get("NCCL_IB_DISABLE") in ON and fabric_of(container.pod).startswith(("rdma/", "openshift.io/mlnx")):
        message = f"container {container.name} keeps NCCL from the fabric that the pod asks for"
        yield Hit(variable_field(container, "NCCL_IB_DISABLE"), message, "remove NCCL_IB_DISABLE")
    if text(environment.get("NCCL_DEBUG")).upper() in LOUD and container.accelerators:
        message = f"container {container.name} writes NCCL's every step into the log"
        field = variable_field(container, "NCCL_DEBUG")
        yield Hit(field, message, "set NCCL_DEBUG to WARN", severity=Severity.INFO)
    yield from _interfaces(container, environment)


def _interfaces(container: Container, environment: Any) -> Iterator[Hit]:
    pod = container.pod
    for name in INTERFACES:
        value = text(environment.get(name))
        # `^` names those to leave out, a `$` is filled in at the start.
        if not value or value.startswith("^") or "$" in value:
            continue
        if pod.spec.get("hostNetwork") is True or any(each in pod.annotations for each in ATTACHED):
            continue
        if not any(_may_be(one.strip()) for one in value.split(",")):
            message = f"container {container.name} has no interface {value}, a pod's own is eth0"
            yield Hit(variable_field(container, name), message, f"set {name} to eth0 or use hostNetwork")


def _may_be(wanted: str) -> bool:
    """A name is a beginning, with `=` before it the whole; without one NCCL takes any."""
    if wanted.startswith("="):
        return wanted[1:] in OWN
    return any(own.startswith(wanted) for own in OWN)
