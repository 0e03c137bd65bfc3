"""The pods of a training job start together or not at all.

## What it does
Looks at jobs whose pods need each other and ask for accelerators: Kubeflow's PyTorchJob, MPIJob and their like,
JobSets, and Jobs of several pods that a launcher or `MASTER_ADDR` joins. It asks for something that places them as
one: a Kueue queue, a scheduler with groups of pods (Volcano, KAI, Koordinator, YuniKorn, the coscheduling plugin) or
Kubernetes' own `schedulingGroup`. A plain Job is named only beside another such job that may want the same GPUs.

## Why
Two jobs that each get half of the GPUs hold them and wait for the other half for ever.

## Bad
```yaml
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
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train, labels: {kueue.x-k8s.io/queue-name: research}}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 4
      template: {spec: {containers: [{name: pytorch, image: "a:1", resources: {limits: {nvidia.com/gpu: 8}}}]}}
```

## Fix
Give the job the label `kueue.x-k8s.io/queue-name`, or a scheduler and a pod group; on Kubernetes 1.37 a Job may set
`spec.scheduling` where the cluster has GenericWorkload on.

## References
- https://kueue.sigs.k8s.io/docs/tasks/manage/setup_wait_for_pods_ready/
- https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/job-scheduling/
- https://kubernetes.io/docs/concepts/scheduling-eviction/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.distributed import OPERATED, team_of, teams
from seatrial.checks.kueue import is_admitted, queue_field
from seatrial.checks.placement import may_want_the_same
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.distributed import Team
    from seatrial.checks.view import Object, Pod

GROUPS = (
    "scheduling.k8s.io/group-name",
    "scheduling.volcano.sh/queue-name",
    "volcano.sh/queue-name",
    "scheduling.x-k8s.io/pod-group",
    "pod-group.scheduling.sigs.k8s.io",
    "gang.scheduling.koordinator.sh/name",
    "yunikorn.apache.org/task-group-name",
    "yunikorn.apache.org/queue",
    "kai.scheduler/queue",
    "runai/queue",
)
"""Labels and annotations by which pods are placed as a group."""


@rule("AI011", "pods-start-together", Severity.WARNING, objects(*sorted(OPERATED), "JobSet", "Job"), aliases="AI011")
def check(thing: Object) -> Iterator[Hit]:
    team = team_of(thing)
    if not team or not team.trains or _placed_as_one(team):
        return
    if thing.kind == "Job" and not any(_compete(team, other) for other in teams(thing.inventory).values()):
        return
    message = (
        f"the {team.size} pods of {thing.kind} {thing.name} are placed one by one, {team.gpus} accelerators in all"
    )
    yield Hit(
        queue_field(thing), message, "name a queue of Kueue or a scheduler and a pod group that place them as one"
    )


def _placed_as_one(team: Team) -> bool:
    thing = team.object
    if is_admitted(thing) or thing.key.group == "batch.volcano.sh" or at(thing.spec, "scheduling"):
        return True
    if at(thing.spec, "runPolicy", "schedulingPolicy"):
        return True
    return any(_grouped(pod) for pod, _ in team.members) or any(
        name in thing.labels or name in thing.annotations for name in GROUPS
    )


def _grouped(pod: Pod) -> bool:
    scheduler = pod.spec.get("schedulerName")
    if (
        scheduler not in (None, "", "default-scheduler")
        or pod.spec.get("schedulingGroup")
        or pod.spec.get("workloadRef")
    ):
        return True
    return any(name in pod.labels or name in pod.annotations for name in GROUPS)


def _compete(team: Team, other: Team) -> bool:
    """Whether both may want the same GPUs."""
    if team is other or not other.trains:
        return False
    return any(may_want_the_same(mine, theirs) for mine, _ in team.members for theirs, _ in other.members)
