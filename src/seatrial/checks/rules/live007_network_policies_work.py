"""NetworkPolicies are enforced by the network plugin.

## What it does
Looks at the DaemonSets of network plugins: flannel alone does not enforce NetworkPolicies, and the policies of the
cluster are then without effect.

## Why
The API server accepts a NetworkPolicy whether or not anything enforces it, so a cluster that looks closed is open.

## Bad
```yaml
# context: {live: true}
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-flannel-ds, namespace: kube-flannel}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
```

## Good
```yaml
# context: {live: true}
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cilium, namespace: kube-system}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
```

## Fix
Install a plugin that enforces policies (Cilium, Calico, Antrea, kube-router), or run Calico's policy engine beside
flannel.

## References
- https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import EVERYTHING, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory

ENFORCING = (
    "cilium",
    "calico",
    "canal",
    "antrea",
    "kube-router",
    "weave",
    "kube-ovn",
    "ovnkube",
    "aws-node",
)


@rule(
    "LIVE007",
    "network-policies-work",
    Severity.ERROR,
    EVERYTHING,
    aliases="C-0205 C-0230 C-0240",
    covers=(112,),
    live=True,
)
def check(inventory: Inventory) -> Iterator[Hit]:
    names = [thing.name for thing in inventory.of_kind("DaemonSet")]
    open_plugin = next((thing for thing in inventory.of_kind("DaemonSet") if "flannel" in thing.name), None)
    if open_plugin and not any(plugin in name for name in names for plugin in ENFORCING):
        count = len(inventory.of_kind("NetworkPolicy"))
        message = f"the network plugin does not enforce NetworkPolicies, of which there are {count}"
        yield Hit("metadata.name", message, "install a plugin that does", open_plugin)
