"""Pods of a job over several nodes ask for the fabric of their nodes.

## What it does
Looks at groups of pods that compute together and take all GPUs of their nodes: where every node that they may stand on
has Elastic Fabric Adapters (AWS instance types named by node selector or Karpenter NodePool), or offers `rdma/…`
devices (Node objects), the pods must ask for them.

## Why
NCCL finds no adapter and uses TCP without a word, and every step waits for the network while the fabric that is paid
for does nothing.

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
          nodeSelector: {node.kubernetes.io/instance-type: p5.48xlarge}
          containers: [{name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]
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
          nodeSelector: {node.kubernetes.io/instance-type: p5.48xlarge}
          containers:
            - {name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8, vpc.amazonaws.com/efa: 32}}}
```

## Fix
Add the fabric's resource to `limits`, `vpc.amazonaws.com/efa` with as many as the instance type has, or the `rdma/`
name that the nodes offer.

## References
- https://docs.aws.amazon.com/eks/latest/userguide/node-efa.html
- https://github.com/aws/aws-ofi-nccl
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import FABRICS, fabric_of, team_of
from seatrial.checks.gpu_memory import allowed
from seatrial.checks.placement import asked_of, open_places
from seatrial.checks.pools import INSTANCE_TYPE
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.pools import Pool
    from seatrial.checks.view import Object, Pod

EFA = "vpc.amazonaws.com/efa"


@rule("AI078", "fabric-is-asked-for", Severity.ERROR, objects(), aliases="AI078")
def check(thing: Object) -> Iterator[Hit]:
    team = team_of(thing) if thing.pods else None
    if not team:
        return
    for pod, _ in team.members:
        if fabric_of(pod) or _reaches_devices(pod):
            continue
        found = _of_instances(pod) or _of_nodes(pod)
        if found:
            name, count, nodes = found
            container = max(pod.main_containers, key=lambda each: each.accelerators)
            message = (
                f"the {team.size} pods of {thing.kind} {thing.name} ask for no {name}, of which {nodes} has {count}"
            )
            yield Hit(f"{container.resources_path}.limits.{name}", message, f"ask for {name}: {count}")


def _reaches_devices(pod: Pod) -> bool:
    """By privilege, a mounted device, an attached network or a claim."""
    if pod.spec.get("resourceClaims") or any(
        "networks" in text(name) or "networking.gke.io" in text(name) for name in pod.annotations
    ):
        return True
    paths = (text(mapping(volume.get("hostPath")).get("path")) for volume in pod.volumes.values())
    if any(path.startswith(("/dev/infiniband", "/dev")) for path in paths if path != "/dev/shm"):  # noqa: S108  a node's path
        return True
    return any(container.setting("privileged") is True for container in pod.main_containers)


def _of_instances(pod: Pod) -> tuple[str, int, str] | None:
    from seatrial.catalog.instances import find_instance

    names = allowed(pod, INSTANCE_TYPE)
    machines = [find_instance(name) for name in names] if names else []
    gpus = sum(asked_of(pod).values())
    if machines and all(
        one and one.cloud == "aws" and one.rdma and one.gpu and one.gpu.count <= gpus for one in machines
    ):
        least = min((one for one in machines if one), key=lambda one: one.rdma)
        return EFA, least.rdma, least.name
    return None


def _of_nodes(pod: Pod) -> tuple[str, int, str] | None:
    """What every declared node for the pod has."""
    asked = asked_of(pod)
    places = open_places(pod)
    if not places or any(place.shape.devices > asked[place.shape.resource] for place in places):
        return None
    offered = _fabrics(places[0].pool)
    for place in places[1:]:
        offered = offered & _fabrics(place.pool)
    if offered:
        name = min(offered)
        return name, 1, places[0].pool.object.name
    shapes = [place.shape for place in places]
    if all(shape.rdma and shape.labels.get("karpenter.k8s.aws/instance-family") for shape in shapes):
        least = min(shapes, key=lambda shape: shape.rdma)
        return EFA, least.rdma, least.name
    return None


def _fabrics(pool: Pool) -> set[str]:
    """The fabric devices that a node says it offers."""
    offered = mapping(mapping(pool.object.manifest.get("status")).get("allocatable"))
    return {name for name in offered if text(name).startswith(FABRICS) and offered[name] not in (0, "0")}
