"""Pods that work on one computation together and so need each other: the workers of a training job, or of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.launch import talks_to_peers
from seatrial.checks.pods import Life
from seatrial.checks.view import at, integer, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod

OPERATED = frozenset({"PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "JAXJob", "HyperPodPyTorchJob"})
"""Kinds of jobs whose operator tells the replicas of each other."""
FABRICS = (
    "vpc.amazonaws.com/efa",
    "rdma/",
    "openshift.io/mlnx",
    "nvidia.com/rdma",
    "nvidia.com/hostdev",
    "mellanox.com/",
)
"""Prefixes of the resources by which pods ask for a device of the fabric."""


class Team(NamedTuple):
    """The pods with accelerators of one object that need each other.

    Attributes:
        object: the job, or the group that serves a model.
        members: pod specs, and how many pods each makes.

    """

    object: Object
    members: Sequence[tuple[Pod, int]]

    @property
    def size(self) -> int:
        return sum(count for _, count in self.members)

    @property
    def gpus(self) -> int:
        return sum(pod.accelerators * count for pod, count in self.members)

    @property
    def trains(self) -> bool:
        """Whether it ends when its work is done."""
        return self.members[0][0].life is Life.BATCH


def teams(inventory: Inventory) -> Mapping[int, Team]:
    """All teams of two or more pods, by `id` of their objects; found once."""
    return inventory.derive(_find)


def team_of(thing: Object) -> Team | None:
    return teams(thing.inventory).get(id(thing))


def _find(inventory: Inventory) -> Mapping[int, Team]:
    found: dict[int, Team] = {}
    for thing in inventory.objects:
        if at(thing.manifest, "status", "completionTime"):
            continue
        # What another object made is that one's team.
        if any(pod.accelerators for pod in thing.pods) and not at(thing.manifest, "metadata", "ownerReferences"):
            team = Team(thing, list(_members(thing)))
            if team.members and team.size > 1:
                found[id(thing)] = team
    return found


def _members(thing: Object) -> Iterator[tuple[Pod, int]]:
    for pod in thing.pods:
        count = copies(pod) if pod.accelerators else None
        if count:
            yield pod, count


def copies(pod: Pod) -> int | None:
    """How many of these pods work together; None where they do not, or that is not known."""
    count = COUNTS.get(pod.object.kind)
    return count(pod) if count else None


def _of_job(pod: Pod) -> int | None:
    if pod.object.key.group == "batch.volcano.sh":
        return integer(at(pod.object.manifest, *pod.steps[:-2], "replicas")) or 1
    return parallel(pod) if pod.object.key.group == "batch" and _told_of_peers(pod) else None


def _of_job_set(pod: Pod) -> int | None:
    each = parallel(pod)
    return pod.replicas * each if each > 1 or _told_of_peers(pod) else None


def _of_train_job(pod: Pod) -> int | None:
    return integer(at(pod.object.spec, "trainer", "numNodes")) if pod.path == "spec" else None


def _of_group(pod: Pod) -> int | None:
    template = at(pod.object.spec, "leaderWorkerTemplate")
    size = integer(at(template, "size")) or 1
    if "leaderTemplate" in pod.steps:
        return 1
    return size - 1 if at(template, "leaderTemplate") is not None else size


def parallel(pod: Pod) -> int:
    """`parallelism` of the Job that makes the pod, which `completions` bounds."""
    job = at(pod.object.manifest, *pod.steps[:-2])
    most = integer(at(job, "parallelism"))
    completions = integer(at(job, "completions"))
    most = 1 if most is None else most
    return most if completions is None else min(most, completions)


def _told_of_peers(pod: Pod) -> bool:
    return any(talks_to_peers(container) for container in pod.main_containers)


def fabric_of(pod: Pod) -> str:
    """The fabric device that the pod asks for; empty without one."""
    for container in pod.containers:
        for name in container.limits or container.requests:
            if text(name).startswith(FABRICS):
                return name
    return ""


COUNTS: Mapping[str, Callable[[Pod], int | None]] = {
    **dict.fromkeys(OPERATED, lambda pod: pod.replicas),
    "Job": _of_job,
    "CronJob": _of_job,
    "JobSet": _of_job_set,
    "TrainJob": _of_train_job,
    "LeaderWorkerSet": _of_group,
}
