"""Namespaces have a quota.

## What it does
Looks for a ResourceQuota in each Namespace among the files. Namespaces of Kubernetes itself are left out, and those
with a LocalQueue of Kueue, whose ClusterQueue holds the quota.

## Why
One namespace can take all CPUs, memory and GPUs of the cluster, by a loop in a script or a wrong number of replicas,
and the others' pods stay pending.

## Bad
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: research}
```

## Good
```yaml
apiVersion: v1
kind: Namespace
metadata: {name: research}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: research, namespace: research}
spec: {hard: {requests.cpu: 64, requests.memory: 512Gi, requests.nvidia.com/gpu: 8}}
```

## Fix
Add a ResourceQuota with the CPU, memory and, as `requests.nvidia.com/gpu`, the GPUs that the namespace may have.

## References
- https://kubernetes.io/docs/concepts/policy/resource-quotas/
- https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

SYSTEM = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
LIMITS = ("ResourceQuota", "LocalQueue")


@rule("RES008", "namespace-quota", Severity.INFO, objects("Namespace"), aliases="KSV-0040", covers=(68,), absence=True)
def check(thing: Object) -> Iterator[Hit]:
    if thing.name in SYSTEM or any(thing.inventory.in_namespace(kind, thing.name) for kind in LIMITS):
        return
    yield Hit("metadata.name", f"no ResourceQuota limits namespace {thing.name}", "add a ResourceQuota")
