"""What the LimitRanges of a namespace write into containers that say nothing, as admission does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Object


def container_limits(inventory: Inventory, namespace: str) -> Iterator[tuple[Object, str, Mapping[str, Any]]]:
    """Each LimitRange of the namespace with an item for containers, the item's path and the item."""
    for thing in inventory.in_namespace("LimitRange", namespace):
        for index, item in enumerate(sequence(thing.spec.get("limits"))):
            if at(item, "type") == "Container":
                yield thing, f"spec.limits[{index}]", mapping(item)


def defaults(inventory: Inventory, namespace: str) -> dict[str, set[str]]:
    """`limits` and `requests` → the resources with a default; a `max` or `min` without one is the default itself."""
    found: dict[str, set[str]] = {"limits": set(), "requests": set()}
    for _, _, item in container_limits(inventory, namespace):
        found["limits"] |= mapping(item.get("default")).keys() | mapping(item.get("max")).keys()
        found["requests"] |= mapping(item.get("defaultRequest")).keys() | mapping(item.get("min")).keys()
    found["requests"] |= found["limits"]
    return found
