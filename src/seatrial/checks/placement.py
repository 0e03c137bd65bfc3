"""Where among the declared nodes a pod can stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.demand import demand_of
from seatrial.checks.kueue import added_tolerations
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


class _Known(dict["tuple[Any, ...]", "list[Place]"]):
    """The places by what is asked: thousands of pods ask the same."""

    def __init__(self, _: Inventory) -> None:
        super().__init__()


def places_of(pod: Pod) -> Sequence[Place]:
    """The nodes of the set that offer a resource that the pod asks for and that it does not rule out.

    Taints and numbers are left to the caller.
    """
    pools = pools_of(pod.inventory).pools
    if not pools or not pod.accelerators:
        return ()
    asked = asked_of(pod)
    alternatives = node_requirements(pod)
    known = pod.inventory.derive(_Known)
    key = (*sorted(asked), *(tuple(terms) for terms in alternatives))
    if key not in known:
        known[key] = [
            Place(pool, shape)
            for pool in pools
            for shape in pool.shapes
            if shape.resource in asked and any(_may_stand(terms, pool, shape) for terms in alternatives)
        ]
    return known[key]


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


def open_places(pod: Pod) -> Sequence[Place]:
    """The places whose taints the pod tolerates and whose nodes have as many devices as it asks."""
    asked = asked_of(pod)
    return [
        place
        for place in places_of(pod)
        if place.shape.devices >= asked[place.shape.resource] and keeps_out(pod, place.pool) is None
    ]


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


def may_want_the_same(one: Pod, other: Pod) -> bool:
    """Whether both ask for an accelerator that one node may offer to either."""
    if not asked_of(one).keys() & asked_of(other).keys():
        return False
    return any(
        all(may_meet(asked, others, complete=False) for asked in own)
        for own in node_requirements(one)
        for others in node_requirements(other)
    )
