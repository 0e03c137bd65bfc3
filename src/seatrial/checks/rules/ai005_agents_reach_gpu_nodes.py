"""Agents for every node run on GPU nodes, too.

## What it does
Looks for DaemonSets that may stand on the declared GPU nodes by their labels but do not tolerate the accelerator taint
of those nodes (Node objects, Karpenter NodePools). Where no nodes are declared it looks at the programs that GPU nodes
cannot work without: device plugins, drivers, exporters, when pods of the same set tolerate the taint.

## Why
The dearest nodes run without logs, metrics or network policy, and where the device plugin is missing they offer no GPU
at all.

## Bad
```yaml
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [g6.xlarge]}]
      taints: [{key: nvidia.com/gpu, effect: NoSchedule}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: logs}
spec: {template: {spec: {containers: [{name: logs, image: "example.com/logs:1.0"}]}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: logs}
spec:
  template:
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: logs, image: "example.com/logs:1.0"}]
```

## Fix
Add `{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}` to the tolerations of the DaemonSet, or a node
selector if it is not meant for GPU nodes.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.placement import may_stand_on
from seatrial.checks.pools import pools_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.taints import describe, guards_accelerators, tolerates, tolerates_key
from seatrial.checks.view import at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod

HABIT = "nvidia.com/gpu"
RUNS_GPUS = re.compile(
    r"(?:^|/)(?:k8s-device-plugin|gpu-feature-discovery|container-toolkit|k8s-mig-manager|dcgm|dcgm-exporter"
    r"|nvidia/driver|k8s-dra-driver-gpu|cos-nvidia-installer)(?:[:@]|$)"
)
"""Images of the agents without which a GPU node offers or reports no GPU."""


@rule("AI005", "agents-reach-gpu-nodes", Severity.WARNING, objects("DaemonSet"), aliases="AI005")
def check(thing: Object) -> Iterator[Hit]:
    for pod in thing.pods:
        declared = pools_of(thing.inventory).pools
        for pool in declared:
            taints = [mapping(taint) for taint in pool.taints if guards_accelerators(taint)]
            missing = next((taint for taint in taints if not tolerates(pod, taint)), None)
            if missing and may_stand_on(pod, pool):
                message = f"{thing.name} does not run on nodes of {pool.object.name}, tainted {describe(missing)}"
                yield _hit(pod, message, str(missing.get("key")))
                return
        if not declared and _is_needed(pod) and thing.inventory.derive(_tolerated):
            yield _hit(pod, f"{thing.name} does not run on GPU nodes, tainted {HABIT}", HABIT)


def _hit(pod: Pod, message: str, key: str) -> Hit:
    return Hit(f"{pod.path}.tolerations", message, f"add {{key: {key}, operator: Exists, effect: NoSchedule}}")


def _is_needed(pod: Pod) -> bool:
    return not tolerates_key(pod, HABIT) and any(RUNS_GPUS.search(container.image) for container in pod.main_containers)


def _tolerated(inventory: Inventory) -> bool:
    """Whether a pod that asks for a GPU tolerates its taint by name, so that somebody taints the nodes."""
    return any(
        pod.accelerators and any(at(one, "key") == HABIT for one in sequence(pod.spec.get("tolerations")))
        for thing in inventory.objects
        for pod in thing.pods
    )
