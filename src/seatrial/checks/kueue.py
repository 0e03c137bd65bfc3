"""Kueue: which queue admits a workload, what the queue covers, and what its flavours add to the pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, quantity, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object, Pod
    from seatrial.quantity import Quantity

QUEUE = "kueue.x-k8s.io/queue-name"
GROUP = "kueue.x-k8s.io"
DEFAULT = "default"
"""The LocalQueue that workloads without a label get where it exists."""


def queue_name(thing: Object) -> str:
    """The LocalQueue that admits what the object runs; empty without one."""
    labels = mapping(at(thing.spec, "jobTemplate", "metadata", "labels")) if thing.kind == "CronJob" else thing.labels
    name = text(labels.get(QUEUE))
    if not name and thing.kind == "Pod":
        return ""
    return name or next((text(pod.labels.get(QUEUE)) for pod in thing.pods if pod.labels.get(QUEUE)), "")


def queue_field(thing: Object) -> str:
    """Where the label stands, or belongs."""
    if thing.kind == "CronJob":
        return f"spec.jobTemplate.metadata.labels.{QUEUE}"
    if QUEUE not in thing.labels:
        for pod in thing.pods:
            if QUEUE in pod.labels:
                return f"{pod.template}.metadata.labels.{QUEUE}"
    return f"metadata.labels.{QUEUE}"


def local_queues(inventory: Inventory, namespace: str) -> Sequence[Object]:
    return [one for one in inventory.in_namespace("LocalQueue", namespace) if one.key.group == GROUP]


def is_admitted(thing: Object) -> bool:
    """Whether Kueue decides when the object's pods start, as far as the set tells."""
    return bool(queue_name(thing)) or thing.inventory.has("LocalQueue", thing.namespace, DEFAULT)


def cluster_queue(thing: Object) -> Object | None:
    """The ClusterQueue of the set behind the object's LocalQueue."""
    name = queue_name(thing) or DEFAULT
    local = thing.inventory.find("LocalQueue", thing.namespace, name)
    return thing.inventory.find("ClusterQueue", "", text(local.spec.get("clusterQueue"))) if local else None


def flavours(queue: Object) -> Iterator[tuple[str, str, Any]]:
    """Flavour, resource and the mapping with its quota, for each that the queue has."""
    for group in sequence(queue.spec.get("resourceGroups")):
        for flavour in sequence(at(group, "flavors")):
            for resource in sequence(at(flavour, "resources")):
                yield text(at(flavour, "name")), text(at(resource, "name")), resource


def covered(queue: Object) -> frozenset[str]:
    """The resources that the queue has a quota for."""
    return frozenset(
        text(name)
        for group in sequence(queue.spec.get("resourceGroups"))
        for name in sequence(at(group, "coveredResources"))
    )


def most(queue: Object, resource: str) -> Quantity | None:
    """The most of a resource that one set of like pods can be given: one flavour's; None where it is not limited."""
    cohort = text(queue.spec.get("cohortName")) or text(queue.spec.get("cohort"))
    largest: Quantity | None = None
    for _, name, settings in flavours(queue):
        if name != resource:
            continue
        amount = quantity(at(settings, "nominalQuota"))
        if amount is None:
            return None
        if cohort:
            borrowed = quantity(at(settings, "borrowingLimit"))
            if borrowed is None:
                return None
            amount += borrowed
        largest = amount if largest is None or amount > largest else largest
    return largest


def flavours_of(thing: Object) -> list[Object] | None:
    """The ResourceFlavors that may be given to the object's pods; None where the set does not hold them all."""
    queue = cluster_queue(thing)
    if queue is None:
        return None
    names = dict.fromkeys(name for name, _, _ in flavours(queue))
    found = [thing.inventory.find("ResourceFlavor", "", name) for name in names]
    return [one for one in found if one] if all(found) and found else None


def added_tolerations(pod: Pod) -> Sequence[Mapping[str, Any]] | None:
    """What admission adds to the pod's own tolerations; None where that is not known."""
    if not is_admitted(pod.object):
        return ()
    found = flavours_of(pod.object)
    if found is None:
        return None
    return [mapping(one) for flavour in found for one in sequence(flavour.spec.get("tolerations"))]


def added_labels(pod: Pod) -> bool:
    """Whether admission also decides on which nodes the pod stands, as far as the set tells."""
    if not is_admitted(pod.object):
        return False
    found = flavours_of(pod.object)
    return found is None or any(mapping(one.spec.get("nodeLabels")) for one in found)
