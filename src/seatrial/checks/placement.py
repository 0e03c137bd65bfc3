"""Where among the declared nodes a pod can stand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.demand import demand_of
from seatrial.checks.kueue import added_tolerations, is_admitted
from seatrial.checks.pools import pools_of
from seatrial.checks.requirements import Requirement, may_meet, node_requirements
from seatrial.checks.taints import matches, untolerated
from seatrial.checks.view import is_accelerator, mapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.pools import Pool, Shape
    from seatrial.checks.view import Pod


class Place(NamedTuple):
    """A kind of node of a pool."""

    pool: Pool
    shape: Shape


def asked_of(pod: Pod) -> Mapping[str, int]:
    """Accelerator resource → devices that the pod asks for, init containers and sidecars counted as Kubernetes does."""
    if not pod.accelerators:
        return {}
    asked = ((name.removeprefix("requests."), amount.units) for name, amount in demand_of(pod).items())
    return {name: count for name, count in asked if is_accelerator(name) and count}


class Landing:
    """Where pods that ask the same can stand: thousands of pods of a cluster do."""

    def __init__(self, pod: Pod, asked: Mapping[str, int], alternatives: Sequence[Sequence[Requirement]]) -> None:
        self.pod = pod
        self.asked = asked
        self.places = [
            Place(pool, shape)
            for pool in pools_of(pod.inventory).pools
            for shape in pool.shapes
            if shape.resource in asked and any(_may_stand(terms, pool, shape) for terms in alternatives)
        ]

    @cached_property
    def open(self) -> Sequence[Place]:
        """The places whose taints the pod tolerates and whose nodes have as many devices as it asks."""
        return [
            place
            for place in self.places
            if place.shape.devices >= self.asked[place.shape.resource] and keeps_out(self.pod, place.pool) is None
        ]

    @cached_property
    def models(self) -> Sequence[str]:
        """The models of accelerators that the pod may get, as far as they are known."""
        return sorted({place.shape.model for place in self.open if place.shape.model})

    @cached_property
    def barrier(self) -> tuple[Pool, Mapping[str, Any]] | None:
        """A pool and its taint that keeps the pod out, where every pool has one."""
        found: tuple[Pool, Mapping[str, Any]] | None = None
        for place in self.places:
            taint = keeps_out(self.pod, place.pool)
            if taint is None:
                return None
            found = found or (place.pool, taint)
        return found


class _Landings:
    """By pod, and by what is asked."""

    def __init__(self, _: Inventory) -> None:
        self.by_pod: dict[int, Landing] = {}
        self.by_wish: dict[tuple[Any, ...], Landing] = {}


def landing_of(pod: Pod) -> Landing:
    """Where the pod can stand; nowhere where it asks for no accelerator."""
    known = pod.inventory.derive(_Landings)
    landing = known.by_pod.get(id(pod))
    if landing is None:
        asked, alternatives = asked_of(pod), node_requirements(pod)
        # A queue adds tolerations, by workload.
        queued = id(pod.object) if is_admitted(pod.object) else 0
        tolerations = repr(pod.spec.get("tolerations"))
        wish = (*sorted(asked.items()), *(tuple(terms) for terms in alternatives), tolerations, queued)
        landing = known.by_wish.get(wish) or Landing(pod, asked, alternatives)
        known.by_wish[wish] = known.by_pod[id(pod)] = landing
    return landing


def places_of(pod: Pod) -> Sequence[Place]:
    """The nodes of the set that offer a resource that the pod asks for and that it does not rule out.

    Taints and numbers are left to the caller.
    """
    return landing_of(pod).places if pod.accelerators and pools_of(pod.inventory).pools else ()


def open_places(pod: Pod) -> Sequence[Place]:
    """The places whose taints the pod tolerates and whose nodes have as many devices as it asks."""
    return landing_of(pod).open if pod.accelerators and pools_of(pod.inventory).pools else ()


def _may_stand(terms: Sequence[Requirement], pool: Pool, shape: Shape) -> bool:
    return all(
        one.met_by(shape.labels[one.key])
        if one.key in shape.labels
        else may_meet(one, pool.requirements, complete=pool.labelled)
        for one in terms
    )


def keeps_out(pod: Pod, pool: Pool) -> Mapping[str, Any] | None:
    """The taint of the pool that keeps the pod away, after what a queue adds; None also where that is not known."""
    taint = untolerated(pod, pool.taints)
    if taint is None:
        return None
    added = added_tolerations(pod)
    if added is None:
        return None
    left = [one for one in pool.taints if not any(matches(toleration, mapping(one)) for toleration in added)]
    return untolerated(pod, left)


ELSEWHERE = frozenset(
    {"TrainJob", "TrainingRuntime", "ClusterTrainingRuntime", "ServingRuntime", "ClusterServingRuntime",
     "LLMInferenceServiceConfig", "Task", "ClusterTask", "TaskRun", "Pipeline", "PipelineRun", "PodTemplate"}
)  # fmt: skip
"""Kinds whose pods are completed by another object, which may say where they stand."""


def says_where(pod: Pod) -> bool:
    """Whether node selector, affinity and tolerations of the pod are all in this object."""
    return pod.object.kind not in ELSEWHERE


def chosen_labels(pod: Pod) -> frozenset[str]:
    """The labels of nodes that the pod asks for."""
    return frozenset(one.key for terms in node_requirements(pod) for one in terms)


def may_stand_on(pod: Pod, pool: Pool) -> bool:
    """Whether the labels of some node of the pool meet what the pod asks of its node."""
    return any(_may_stand(terms, pool, shape) for terms in node_requirements(pod) for shape in pool.shapes)


def fills_its_node(pod: Pod) -> bool:
    """Whether no declared node for the pod has accelerators left for a second one."""
    asked = asked_of(pod)
    places = places_of(pod)
    return bool(places) and all(place.shape.devices < 2 * asked[place.shape.resource] for place in places)


def may_want_the_same(one: Pod, other: Pod) -> bool:
    """Whether both ask for an accelerator that one node may offer to either."""
    if not asked_of(one).keys() & asked_of(other).keys():
        return False
    return any(
        all(may_meet(asked, others, complete=False) for asked in own)
        for own in node_requirements(one)
        for others in node_requirements(other)
    )
