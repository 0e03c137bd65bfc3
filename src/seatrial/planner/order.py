"""The order of an apply: dependencies first, then stages; groups of objects that may be written at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.finding import Finding, Severity
from seatrial.graph import find_cycle, order
from seatrial.planner.dependencies import DEPENDS_ON, Edges, explicit_dependencies, implicit_dependencies
from seatrial.planner.stages import WORKLOAD_KINDS, Stage, stage_of
from seatrial.resource import Resource, ResourceKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Wave = tuple[ResourceKey, ...]
GATE_KINDS = frozenset({"CustomResourceDefinition", "ResourceQuota"})
"""Written is not enough: a kind must be served first, and a quota counted, or what follows is refused."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a set of objects is written.

    Attributes:
        waves: each wave depends only on the ones before it; inside a wave the order is by namespace, kind and name.
        gates: objects that must be ready, not only written, before the wave after theirs begins: definitions of
            custom kinds, controllers, the servers of webhooks, and whatever a depends-on annotation names.
        findings: dependencies that cannot be kept because they form a cycle.

    """

    waves: tuple[Wave, ...]
    gates: frozenset[ResourceKey]
    findings: tuple[Finding, ...] = ()

    @property
    def deletion(self) -> tuple[Wave, ...]:
        """The waves backwards: routes before services, custom objects before their controllers, namespaces last."""
        return tuple(reversed(self.waves))


def arrange(resources: Sequence[Resource]) -> Order:
    """Put objects into waves.

    A cycle can only come from depends-on annotations: those annotations are then left out and reported.
    """
    implicit, explicit = implicit_dependencies(resources), explicit_dependencies(resources)
    edges = _joined(implicit, explicit)
    findings: tuple[Finding, ...] = ()
    if cycle := find_cycle(edges):
        findings = (_cycle_finding(cycle),)
        edges, explicit = implicit, {}
    stages = {resource.key: stage_of(resource.manifest) for resource in resources}
    gates = {key for needs in explicit.values() for key in needs}
    gates.update(key for key, stage in stages.items() if stage is Stage.OPERATORS)
    gates.update(key for key in stages if key.kind in GATE_KINDS)
    gates.update(
        need
        for key, needs in implicit.items()
        if stages[key] is Stage.ADMISSION
        for need in needs
        if need.kind in WORKLOAD_KINDS
    )
    return Order(_waves(edges, stages), frozenset(gates), findings)


def _waves(edges: Mapping[ResourceKey, Iterable[ResourceKey]], stages: Mapping[ResourceKey, Stage]) -> tuple[Wave, ...]:
    """Group by (stage, depth): an object moves to a later stage when something it needs stands there."""
    place: dict[ResourceKey, tuple[int, int]] = {}
    for key in order(edges):
        below = [place[need] for need in edges.get(key, ())]
        stage = max([int(stages[key]), *(needed for needed, _ in below)])
        depth = 1 + max((d for needed, d in below if needed == stage), default=-1)
        place[key] = (stage, depth)
    groups: dict[tuple[int, int], list[ResourceKey]] = {}
    for key, where in place.items():
        groups.setdefault(where, []).append(key)
    return tuple(
        tuple(sorted(groups[where], key=lambda key: (key.namespace, key.kind, key.group, key.name)))
        for where in sorted(groups)
    )


def _joined(first: Edges, second: Edges) -> Edges:
    return {key: needs | second.get(key, set()) for key, needs in first.items()}


def _cycle_finding(cycle: Sequence[ResourceKey]) -> Finding:
    return Finding(
        code="PLAN001",
        severity=Severity.ERROR,
        message=f"these objects wait for each other: {' → '.join(map(str, cycle))}",
        fix=f"remove one of the {DEPENDS_ON[0]} annotations among them",
        resource=cycle[0],
        field=f"metadata.annotations.{DEPENDS_ON[0]}",
    )
