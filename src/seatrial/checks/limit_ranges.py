"""What a container asks for after admission: its own resources, the pod's, and what a LimitRange writes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.view import at, mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container


class Defaults(NamedTuple):
    """Names of the resources for which the LimitRanges of a namespace write a request or a limit."""

    requests: AbstractSet[str]
    limits: AbstractSet[str]


NONE = Defaults(frozenset(), frozenset())


def has_request(container: Container, name: str) -> bool:
    """Whether the scheduler sees a request; the API server copies a limit into an absent one."""
    if name in container.requests or name in container.limits:
        return True
    return _of_pod(container, "requests", name) or name in _given(container, name).requests


def has_limit(container: Container, name: str) -> bool:
    """Whether the kubelet sets a limit."""
    return name in container.limits or _of_pod(container, "limits", name) or name in _given(container, name).limits


def _of_pod(container: Container, group: str, name: str) -> bool:
    """Pod-level resources, which the containers share: `spec.resources`, in beta since Kubernetes 1.34."""
    resources = container.pod.spec.get("resources")
    if resources is None:
        return False
    return name in mapping(at(resources, group)) or name in mapping(at(resources, "limits"))


def _given(container: Container, name: str) -> Defaults:
    """What LimitRanges give a container of its namespace.

    No memory to one with an accelerator: such defaults are meant for small programs, and a model dies of them.
    """
    if container.accelerators and name == "memory":
        return NONE
    return container.pod.inventory.derive(_defaults).get(container.pod.namespace, NONE)


def _defaults(inventory: Inventory) -> Mapping[str, Defaults]:
    """By namespace. `max` is the default limit if there is no other, a limit the default request, then `min`."""
    found: dict[str, Defaults] = {}
    for thing in inventory.of_kind("LimitRange"):
        for item in sequence(thing.spec.get("limits")):
            if at(item, "type") == "Container":
                limits = {*mapping(at(item, "default")), *mapping(at(item, "max"))}
                requests = {*limits, *mapping(at(item, "defaultRequest")), *mapping(at(item, "min"))}
                before = found.get(thing.namespace, NONE)
                found[thing.namespace] = Defaults(before.requests | requests, before.limits | limits)
    return found
