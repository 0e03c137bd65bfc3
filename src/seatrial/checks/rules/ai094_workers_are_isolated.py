"""Pods that work on one model together are shut off from other pods.

## What it does
Asks for a NetworkPolicy with `Ingress` on the pods of multi-node inference and training: LeaderWorkerSets, Ray clusters
with workers, servers with `--nnodes`, PyTorchJobs, MPIJobs, TrainJobs and JobSets of several pods. Policies of Cilium,
Calico and Istio in the namespace count, and so does a RayCluster's own `networkPolicy`.

## Why
Workers trust whatever reaches their ports, which carry pickled objects and tensors without a check, so any pod of the
cluster can run programs in them.

## Bad
```yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
metadata: {name: chat}
spec:
  leaderWorkerTemplate:
    size: 2
    workerTemplate: {spec: {containers: [{name: worker, image: "vllm/vllm-openai:v0.11.0"}]}}
```

## Good
```yaml
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
metadata: {name: chat}
spec:
  leaderWorkerTemplate:
    size: 2
    workerTemplate: {spec: {containers: [{name: worker, image: "vllm/vllm-openai:v0.11.0"}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
```

## Fix
Add a NetworkPolicy that lets in only the group's own pods and the gateway.

## References
- https://docs.vllm.ai/en/latest/usage/security.html
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.isolation import is_isolated
from seatrial.checks.ray import cluster_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.servers import server_of
from seatrial.checks.view import at, integer, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object, Pod

JOBS = ("PyTorchJob", "MPIJob", "TFJob", "JAXJob", "PaddleJob", "XGBoostJob", "JobSet")


@rule("AI094", "workers-are-isolated", Severity.ERROR, PODS, aliases="AI094", absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.object.pods[0] is pod and _several(pod) and not is_isolated(pod, "Ingress"):
        message = f"every pod of the cluster reaches the workers of {pod.object.kind} {pod.object.name}"
        yield Hit("metadata.name", message, "add a NetworkPolicy that lets in only the group's own pods")


def _several(pod: Pod) -> bool:
    """Whether the object runs one program on several pods that talk to each other."""
    owner = pod.object
    match owner.kind:
        case "LeaderWorkerSet":
            return (integer(at(owner.spec, "leaderWorkerTemplate", "size")) or 1) > 1
        case "RayCluster" | "RayService" | "RayJob":
            cluster = cluster_of(owner)
            isolated = cluster.get("networkPolicy") or cluster.get("networkIsolation")
            return bool(sequence(cluster.get("workerGroupSpecs"))) and not isolated
        case "TrainJob":
            return (integer(at(owner.spec, "trainer", "numNodes")) or 1) > 1
        case kind if kind in JOBS:
            return sum(map(_count, owner.pods)) > 1
        case _:
            return _told_nodes(owner)


def _count(pod: Pod) -> int:
    """Pods made of the template; a replicated job's own parallelism stands beside the template."""
    return pod.replicas * (integer(at(pod.object.manifest, *pod.steps[:-2], "parallelism")) or 1)


def _told_nodes(owner: Object) -> bool:
    servers = (server_of(container) for pod in owner.pods if pod.accelerators for container in pod.main_containers)
    return any(server and (server.number("nodes", 1) or 1) > 1 for server in servers)
