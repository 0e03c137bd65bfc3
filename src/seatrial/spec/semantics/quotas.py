"""A team's quota against what the team itself asks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from seatrial.catalog.gpus import find_gpus
from seatrial.finding import Severity
from seatrial.quantity import Quantity
from seatrial.spec import codes
from seatrial.spec.problem import Problem
from seatrial.spec.semantics.references import mounted
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.jobs import Job
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.teams import Quota


@dataclass(slots=True)
class _Need:
    amounts: dict[str, Quantity] = field(default_factory=lambda: defaultdict(lambda: Quantity(0)))
    gpus: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def add(self, workload: Service | Job, pods: int) -> None:
        resources = workload.resources
        for kind, amount in (("cpu", resources.cpu), ("memory", resources.memory), ("ephemeral", resources.disk)):
            if amount:
                self.amounts[kind] += amount.request * pods
        self.amounts["pods"] += Quantity.of(pods)
        if resources.gpu and not resources.gpu.profile and find_gpus(resources.gpu.model):
            self.gpus[_model(resources.gpu.model)] += resources.gpu.count * pods


def check_quotas(scene: Scene) -> Iterator[Problem]:
    """Services at their minimum must fit the quota; services at their maximum, and one run of each job, should."""
    cluster = scene.cluster
    for name, team in cluster.teams.items():
        path: SpecPath = ("teams", name, "quota")
        least, most = _Need(), _Need()
        for service in (service for service in cluster.services.values() if service.team == name):
            least.add(service, service.replicas.minimum)
            most.add(service, service.replicas.maximum)
        for job in (job for job in cluster.jobs.values() if job.team == name):
            most.add(job, job.workers)
        least.amounts["storage"] = most.amounts["storage"] = _claimed(scene, name)
        found = list(_short(path, team.quota, least, "at their minimum"))
        short = {problem.path for problem in found}
        yield from found
        wanted = "at their maximum and one run of each job"
        for problem in _short(path, team.quota, most, wanted, Severity.WARNING):
            if problem.path not in short:
                yield problem


def _short(
    path: SpecPath, quota: Quota, need: _Need, when: str, severity: Severity = Severity.ERROR
) -> Iterator[Problem]:
    for kind, amount in need.amounts.items():
        limit = getattr(quota, kind)
        limit = Quantity.of(limit) if isinstance(limit, int) else limit
        if limit is not None and amount > limit:
            yield _problem((*path, kind), f"{limit}", f"{amount}", when, severity)
    if isinstance(quota.gpu, int):
        total = sum(need.gpus.values(), start=Fraction(0))
        if total > quota.gpu:
            yield _problem((*path, "gpu"), str(quota.gpu), str(-(-total // 1)), when, severity)
    elif isinstance(quota.gpu, dict):
        limits = {_model(model): (model, limit) for model, limit in quota.gpu.items()}
        for model, count in need.gpus.items():
            written, limit = limits.get(model, (model, 0))
            if count > limit:
                yield _problem((*path, "gpu", written), str(limit), f"{-(-count // 1)} {model}", when, severity)


def _problem(path: SpecPath, limit: str, need: str, when: str, severity: Severity) -> Problem:
    who = "claims" if path[-1] == "storage" else f"services {when} ask"
    least = need.split(maxsplit=1)[0]
    what = "lower what is claimed" if path[-1] == "storage" else "lower replicas or resources"
    message = f"the quota is {limit}, the team's own {who} {'come to' if path[-1] == 'storage' else 'for'} {need}"
    return Problem(codes.QUOTA, path, message, f"write {least} or more, or {what}", severity)


def _claimed(scene: Scene, team: str) -> Quantity:
    """Storage claims of a team's namespace: one for each volume that it mounts, and the state of each replica."""
    volumes: set[str] = set()
    total = Quantity(0)
    for _, workload in scene.workloads():
        if workload.team != team:
            continue
        volumes.update(name for section, name in map(mounted, workload.mounts.values()) if section == "storage")
        if isinstance(workload, Service):
            for size in workload.state.values():
                total += size * workload.replicas.maximum
        elif workload.checkpoints:
            volumes.add(workload.checkpoints)
    for name in volumes:
        storage = scene.cluster.storage.get(name)
        if storage and not storage.cache:
            total += storage.claim or storage.size
    return total


def _model(name: str) -> str:
    """The catalogue's key of a model, so that aliases count together."""
    found = find_gpus(name)
    return found[0].key if found else name
