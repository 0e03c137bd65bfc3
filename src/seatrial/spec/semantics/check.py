"""What the types of the file cannot say: one module a family of checks, run over one cluster at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.finding import Finding, sort_findings
from seatrial.location import SourceMap
from seatrial.spec.cluster import NAMED
from seatrial.spec.semantics import (
    budgets,
    capacity,
    exposure,
    images,
    names,
    nodes,
    quotas,
    references,
    replicas,
    schedules,
    traffic,
    volumes,
)
from seatrial.spec.semantics.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.spec.cluster import Cluster
    from seatrial.spec.problem import Problem
    from seatrial.spec.semantics.scene import Check

# What depends on the place alone: asked again for every place.
AT_PLACE: tuple[Check, ...] = (
    nodes.check_clouds,
    nodes.check_zones,
    volumes.check_host_paths,
    budgets.check_budgets,
)
EVERYWHERE: tuple[Check, ...] = (
    nodes.check_version,
    nodes.check_places,
    nodes.check_instances,
    references.check_references,
    traffic.check_traffic,
    capacity.check_capacity,
    capacity.check_spot,
    quotas.check_quotas,
    volumes.check_storage,
    volumes.check_sharing,
    volumes.check_state,
    volumes.check_mounts,
    replicas.check_scaling,
    replicas.check_ports,
    replicas.check_objectives,
    replicas.check_distributed_jobs,
    exposure.check_exposure,
    images.check_images,
    schedules.check_schedules,
    names.check_names,
)


def problems_at(scene: Scene, *, only_place: bool = False) -> Iterator[Problem]:
    """Every problem of meaning.

    Args:
        scene: the cluster at a place.
        only_place: leave out what is the same at every place.

    """
    for check in AT_PLACE if only_place else EVERYWHERE + AT_PLACE:
        yield from check(scene)


def check(cluster: Cluster, place: str = "local") -> tuple[Finding, ...]:
    """The same for a cluster that was built in Python; the findings have fields instead of positions."""
    from seatrial.spec.overrides import at_place

    names = {section: frozenset(getattr(cluster, section)) for section in NAMED}
    scene = Scene(at_place(cluster, place), place, names)
    return sort_findings(problem.locate(SourceMap()) for problem in problems_at(scene))
