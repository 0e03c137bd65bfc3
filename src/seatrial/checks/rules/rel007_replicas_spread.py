"""Replicas stand on different nodes and zones.

## What it does
Asks Deployments, StatefulSets and Rollouts with two or more replicas for a topology spread constraint or a pod
anti-affinity that selects their own pods. Pods with a host port, and pods that take more than half of
the accelerators of each declared node, never share a node and are left out.

## Why
All replicas may stand on one node, and its loss is then the loss of the service.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 3, template: {metadata: {labels: {app: chat}}, spec: {containers: []}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: chat}}
    spec:
      topologySpreadConstraints:
        - topologyKey: kubernetes.io/hostname
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {matchLabels: {app: chat}}
```

## Fix
Add `topologySpreadConstraints` over `topology.kubernetes.io/zone` and `kubernetes.io/hostname` with the pod's own
labels.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.placement import fills_its_node
from seatrial.checks.replication import SCALED, least_replicas
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.selector import selects
from seatrial.checks.view import Pod, at, mapping, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "REL007",
    "replicas-spread",
    Severity.WARNING,
    PODS,
    aliases=(
        "no-anti-affinity pod-topology-spread-constraints topologySpreadConstraint "
        "deployment-has-host-podantiaffinity statefulset-has-host-podantiaffinity AI019"
    ),
    covers=(76, 78),
)
def check(pod: Pod) -> Iterator[Hit]:
    if pod.object.kind not in SCALED or least_replicas(pod.object) <= 1:
        return
    apart = at(pod.spec, "affinity", "podAntiAffinity")
    weighted = sequence(at(apart, "preferredDuringSchedulingIgnoredDuringExecution"))
    terms = [
        *sequence(pod.spec.get("topologySpreadConstraints")),
        *sequence(at(apart, "requiredDuringSchedulingIgnoredDuringExecution")),
        *(at(term, "podAffinityTerm") for term in weighted),
    ]
    if any(_selects_itself(pod, at(term, "labelSelector")) for term in terms):
        return
    if not _holds_host_port(pod) and not fills_its_node(pod):
        field = f"{pod.path}.topologySpreadConstraints"
        yield Hit(field, "all replicas may stand on one node", "add topologySpreadConstraints over zones and nodes")


def _selects_itself(pod: Pod, selector: Any) -> bool:
    """A constraint without a selector counts no pods and so spreads none."""
    return isinstance(selector, dict) and selects(mapping(selector), pod.labels)


def _holds_host_port(pod: Pod) -> bool:
    return any(at(port, "hostPort") for container in pod.main_containers for port in container.ports)
