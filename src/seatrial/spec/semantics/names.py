"""Names that are taken, reserved, or too long once they are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.spec import codes
from seatrial.spec.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.spec.semantics.scene import Scene

LONGEST_LABEL = 63
RESERVED = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})


def check_names(scene: Scene) -> Iterator[Problem]:
    cluster = scene.cluster
    for path, _ in scene.workloads():
        # The label app.kubernetes.io/instance is <cluster>-<name>.
        length = len(cluster.name) + 1 + len(str(path[1]))
        if length > LONGEST_LABEL:
            message = f"{cluster.name}-{path[1]} has {length} characters, and a label takes {LONGEST_LABEL}"
            fix = f"shorten it, or the cluster's name, by {length - LONGEST_LABEL}"
            yield Problem(codes.NAME, path, message, fix, at_key=True)
    for name, job in cluster.jobs.items():
        service = cluster.services.get(name)
        if service and service.team == job.team:
            message = f"the service {name} of team {job.team} has the same name, and both would own the same objects"
            yield Problem(codes.NAME, ("jobs", name), message, "rename one of the two", at_key=True)
    yield from _namespaces(scene)


def _namespaces(scene: Scene) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for name, team in scene.cluster.teams.items():
        namespace = team.namespace or name
        path = ("teams", name, "namespace") if team.namespace else ("teams", name)
        if namespace in RESERVED or namespace.startswith("kube-"):
            message = f"the namespace {namespace} belongs to Kubernetes"
            yield Problem(
                codes.NAME, path, message, "choose another name, or write `namespace:`", at_key=not team.namespace
            )
        if namespace in owners:
            message = f"the namespace {namespace} is that of team {owners[namespace]} already"
            yield Problem(codes.NAME, path, message, "choose another namespace", at_key=not team.namespace)
        owners.setdefault(namespace, name)
