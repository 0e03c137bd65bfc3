"""The priority that the scheduler gives a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import integer, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Pod

BUILT_IN = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def priority_of(pod: Pod) -> int | None:
    """The value; None where the pod's class is not in the set."""
    classes = pod.inventory.derive(_classes)
    name = text(pod.spec.get("priorityClassName"))
    return classes.get(name) if name else classes[""]


def _classes(inventory: Inventory) -> Mapping[str, int]:
    """By name; under the empty name what pods without a class get."""
    found = dict(BUILT_IN)
    default = 0
    for thing in inventory.of_kind("PriorityClass"):
        value = integer(thing.manifest.get("value")) or 0
        found[thing.name] = value
        if thing.manifest.get("globalDefault") is True:
            default = value
    return {**found, "": default}
