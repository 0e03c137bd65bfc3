"""Pods on spot nodes stop within the notice that the cloud gives.

## What it does
Compares a written `terminationGracePeriodSeconds` of pods with an accelerator that must run on spot or preemptible
nodes (node selector or required affinity) with the notice: 120 seconds on AWS, 30 on Azure and Google Cloud.

## Why
The machine is gone before the grace period is over, so the drain that was planned never finishes and answers break off.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  nodeSelector: {karpenter.sh/capacity-type: spot}
  terminationGracePeriodSeconds: 600
  containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  nodeSelector: {karpenter.sh/capacity-type: spot}
  terminationGracePeriodSeconds: 100
  containers: [{name: chat, resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Shorten the grace period and let clients repeat what was cut off, or run long answers on nodes that stay.

## References
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
- https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
- https://learn.microsoft.com/azure/aks/spot-node-pool
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.gpu_memory import allowed
from seatrial.checks.grace import grace_of
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod

NOTICE = {
    ("karpenter.sh/capacity-type", "spot"): 120,
    ("eks.amazonaws.com/capacityType", "SPOT"): 120,
    ("cloud.google.com/gke-spot", "true"): 30,
    ("cloud.google.com/gke-preemptible", "true"): 30,
    ("kubernetes.azure.com/scalesetpriority", "spot"): 30,
}
"""Node label and value → seconds; Karpenter's label is taken for AWS, whose notice is the longest."""


@rule("AI055", "grace-fits-spot-notice", Severity.WARNING, PODS, aliases="AI055")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.spec.get("terminationGracePeriodSeconds") is None:
        return
    grace = grace_of(pod)
    for (label, value), notice in NOTICE.items():
        if grace > notice and allowed(pod, label) == (value,):
            message = f"the pod takes {grace} s to stop and its spot node is gone after {notice} s"
            fix = f"set terminationGracePeriodSeconds to {notice} at most or use nodes that stay"
            yield Hit(f"{pod.path}.terminationGracePeriodSeconds", message, fix)
            return
