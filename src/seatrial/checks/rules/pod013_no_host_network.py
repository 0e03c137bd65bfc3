"""Pods have a network of their own.

## What it does
Refuses `hostNetwork: true`, except for networks, drivers and observers that run on every node, recognised by image.

## Why
NetworkPolicies do not hold for a pod in its node's network, its ports collide with those of other pods, and it reaches
what answers to the node only: the kubelet and the metadata of the cloud.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  hostNetwork: true
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers: [{name: train, image: "example.com/train:1.0", resources: {limits: {rdma/hca_shared_devices_a: 1}}}]
```

## Fix
Remove `hostNetwork`. Fast networks between GPUs come as resources (`vpc.amazonaws.com/efa`, `rdma/…`) or as a second
interface from Multus; where a provider documents the node's network as the only way, ignore the finding with that
reason.

## References
- https://kubernetes.io/docs/concepts/security/pod-security-standards/
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "POD013",
    "no-host-network",
    Severity.WARNING,
    PODS,
    aliases="KSV-0009 CKV_K8S_4 CKV_K8S_19 C-0041 C-0196 C-0216 host-network hostNetworkSet hostns",
    covers=(16,),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.spec.get("hostNetwork") is True and not is_node_agent(pod):
        yield Hit(f"{pod.path}.hostNetwork", "the pod shares the network of its node", "remove hostNetwork")
