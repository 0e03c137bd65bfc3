"""Pods that exchange gradients or activations stand near each other.

## What it does
Looks at groups of pods that compute together with accelerators (training jobs of several pods, LeaderWorkerSets) and
asks for something that keeps them near: a pod affinity, a topology request of Kueue or Volcano, the exclusive topology
of a JobSet or LeaderWorkerSet, a resource claim of a ComputeDomain, or a node selector that leaves one zone, one
placement group or one pool. It is a warning where the pods ask for a fabric device, which reaches no further than a
zone, and the declared nodes may be in several; a note where they ask for such a device or for four accelerators each.

## Why
Pods in two zones, or on two fabrics, wait for the network at every step, or cannot connect at all.

## Bad
```yaml
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 4
      template:
        spec:
          containers:
            - {name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8, vpc.amazonaws.com/efa: 32}}}
```

## Good
```yaml
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 4
      template:
        spec:
          nodeSelector: {topology.kubernetes.io/zone: us-east-1a}
          containers:
            - {name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8, vpc.amazonaws.com/efa: 32}}}
```

## Fix
Choose one zone or pool by a node selector, add a pod affinity over `topology.kubernetes.io/zone`, or ask Kueue with
`kueue.x-k8s.io/podset-required-topology`.

## References
- https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/
- https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import fabric_of, team_of
from seatrial.checks.placement import chosen_labels, places_of, says_where
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.distributed import Team
    from seatrial.checks.view import Object, Pod

ZONE = "topology.kubernetes.io/zone"
MANY = 4
"""Accelerators of a pod from which on the network between pods decides the speed."""
TOPOLOGY = (
    "kueue.x-k8s.io/podset-",
    "alpha.jobset.sigs.k8s.io/exclusive-topology",
    "leaderworkerset.sigs.k8s.io/exclusive-topology",
    "leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology",
)
"""Beginnings of annotations that ask for one place."""
ONE_PLACE = (
    "topology.",
    "failure-domain.",
    "kubernetes.io/hostname",
    "karpenter.sh/nodepool",
    "cloud.google.com/",
    "eks.amazonaws.com/nodegroup",
    "kubernetes.azure.com/agentpool",
    "nvidia.com/gpu.clique",
    "network.topology.",
)
"""Beginnings of labels that leave nodes of one place."""


@rule("AI018", "workers-stand-near", Severity.WARNING, objects(), aliases="AI018")
def check(thing: Object) -> Iterator[Hit]:
    team = team_of(thing) if thing.pods else None
    if not team or _topology_of(team):
        return
    for pod, _ in team.members:
        fabric = fabric_of(pod)
        if (fabric or pod.accelerators >= MANY) and says_where(pod) and not _kept_near(pod):
            message = f"nothing keeps the {team.size} pods of {thing.kind} {thing.name} near each other"
            severity = Severity.WARNING if fabric and _zones(pod) else Severity.INFO
            fix = "choose one zone or pool, or add a pod affinity over the zone"
            yield Hit(f"{pod.path}.affinity", message, fix, severity=severity)
            return


def _topology_of(team: Team) -> bool:
    thing = team.object
    if at(thing.spec, "networkTopology") or at(thing.spec, "scheduling", "schedulingConstraints"):
        return True
    names = (name for where in (thing.annotations, *(pod.annotations for pod, _ in team.members)) for name in where)
    return any(text(name).startswith(TOPOLOGY) for name in names)


def _kept_near(pod: Pod) -> bool:
    if at(pod.spec, "affinity", "podAffinity") or pod.spec.get("resourceClaims"):
        return True
    # A label without a domain is somebody's own and most likely names a pool.
    if any(label.startswith(ONE_PLACE) or "/" not in label for label in chosen_labels(pod)):
        return True
    return bool(places_of(pod)) and not _zones(pod)


def _zones(pod: Pod) -> bool:
    """Whether the declared nodes for the pod are known to be in several zones, or may be."""
    found: set[str] = set()
    for pool in {id(place.pool): place.pool for place in places_of(pod)}.values():
        zones = next((one.values for one in pool.requirements if one.key == ZONE and one.operator == "In"), ())
        if not zones:
            return True
        found.update(zones)
    return len(found) > 1
