"""Somebody notices a broken node under a long training job.

## What it does
Where the set holds Karpenter NodePools on which jobs over several pods run, it looks for a program that tells broken
GPUs and nodes: node-problem-detector, the EKS node monitoring agent, NVSentinel, a GPU health check or DCGM. EKS Auto
Mode brings its own. It says nothing of some files of many.

## Why
One GPU with memory errors stops all the others of the job, and the job waits until a human looks.

## Bad
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge]}]
---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 4
      template: {spec: {containers: [{name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Good
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [p5.48xlarge]}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: health}
spec:
  template:
    spec: {containers: [{name: agent, image: "registry.k8s.io/node-problem-detector/node-problem-detector:v1.34.0"}]}
---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 4
      template: {spec: {containers: [{name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Fix
Install the node monitoring agent of the cloud or node-problem-detector, and let the nodes be repaired (Karpenter's
`NodeRepair`).

## References
- https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
- https://karpenter.sh/docs/concepts/disruption/#node-auto-repair
- https://kubernetes.io/docs/tasks/debug/debug-cluster/monitor-node-health/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.distributed import teams
from seatrial.checks.placement import open_places
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object

AGENTS = re.compile(
    r"node-problem-detector|eks-node-monitoring-agent|node-health|nvsentinel|health-check|healthcheck|gpud|dcgm|gpu-operator"
    r"|ai-infra-health|sagemaker-hyperpod"
)
CONDITIONS = frozenset({"AcceleratedHardwareReady", "KernelReady", "KernelDeadlock", "GpuHealthy", "GpuCount"})
"""Conditions of Nodes that such programs write."""


@rule("AI084", "broken-gpus-are-noticed", Severity.INFO, objects("NodePool"), aliases="AI084", absence=True)
def check(thing: Object) -> Iterator[Hit]:
    inventory = thing.inventory
    if thing.key.group != "karpenter.sh" or not inventory.context.complete:
        return
    if at(thing.spec, "template", "spec", "nodeClassRef", "group") == "eks.amazonaws.com" or inventory.derive(_watched):
        return
    for team in teams(inventory).values():
        if team.trains and any(place.pool.object is thing for pod, _ in team.members for place in open_places(pod)):
            message = (
                f"nothing notices broken nodes of {thing.name}, on which {team.object.kind} {team.object.name} runs"
            )
            yield Hit("spec.template", message, "install a node monitoring agent and let nodes be repaired")
            return


def _watched(inventory: Inventory) -> bool:
    for thing in inventory.of_kind("DaemonSet"):
        if any(AGENTS.search(container.image) for pod in thing.pods for container in pod.containers):
            return True
    if inventory.of_kind("ClusterPolicy"):
        return True
    return any(
        text(at(condition, "type")) in CONDITIONS
        for node in inventory.of_kind("Node")
        for condition in sequence(at(node.manifest, "status", "conditions"))
    )
