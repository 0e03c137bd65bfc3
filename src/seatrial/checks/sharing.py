"""GPUs that several pods share, as far as a pod or the set says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.placement import places_of
from seatrial.checks.requirements import node_requirements
from seatrial.checks.view import at, integer, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.pools import Pool
    from seatrial.checks.view import Container

TIME_SLICING, MPS = "time-slicing", "MPS"
SHARED = "nvidia.com/gpu.shared"
"""What the device plugin renames the resource to where its `renameByDefault` is set."""
WHOLE = "nvidia.com/gpu"
LONGEST = 20_000
"""Characters of a configuration that are read."""
GKE = {"time-sharing": TIME_SLICING, "mps": MPS}


class Sharing(NamedTuple):
    """How a container's GPU is shared.

    Attributes:
        strategy: `time-slicing` or `MPS`.
        resource: that the container asks for.
        said_by: what says so.

    """

    strategy: str
    resource: str
    said_by: str


def sharing_of(container: Container) -> Sharing | None:
    """How the GPUs of the container are shared; None where they are its own, or that is not known."""
    if SHARED in container.limits:
        return Sharing(TIME_SLICING, SHARED, f"resource {SHARED}")
    if WHOLE not in container.limits:
        return None
    pod = container.pod
    for terms in node_requirements(pod):
        for one in terms:
            strategy = _chosen(one.key, one.values[0]) if one.operator == "In" and len(one.values) == 1 else ""
            if strategy:
                return Sharing(strategy, WHOLE, f"node label {one.key}={one.values[0]}")
    strategies = {_strategy(place.pool) for place in places_of(pod) if place.shape.resource == WHOLE}
    if len(strategies) == 1 and (strategy := strategies.pop()):
        return Sharing(strategy, WHOLE, "every node for it")
    if not strategies:
        declared = pod.inventory.derive(_declared)
        if declared:
            return Sharing(declared[0], WHOLE, declared[1])
    return None


def _chosen(label: str, value: str) -> str:
    if label == "cloud.google.com/gke-gpu-sharing-strategy":
        return GKE.get(value, "")
    if label == "nvidia.com/gpu.sharing-strategy":
        return {"time-slicing": TIME_SLICING, "mps": MPS}.get(value, "")
    return TIME_SLICING if label == "nvidia.com/gpu.product" and value.endswith("-SHARED") else ""


def _strategy(pool: Pool) -> str:
    """By the labels that GPU feature discovery writes."""
    labels = {one.key: one.values[0] for one in pool.requirements if one.operator == "In" and one.values}
    replicas = labels.get("nvidia.com/gpu.replicas", "1")
    if not replicas.isdecimal() or int(replicas) < 2:  # noqa: PLR2004  one client does not share
        return ""
    return MPS if labels.get("nvidia.com/gpu.sharing-strategy") == "mps" else TIME_SLICING


def _declared(inventory: Inventory) -> tuple[str, str] | None:
    """What the only configuration of the device plugin in the set says about whole GPUs."""
    found: list[tuple[str, str]] = []
    configurations = 0
    for name, value in _plugin_configurations(inventory):
        configurations += 1
        strategy = _of_configuration(value)
        if strategy:
            found.append((strategy, f"ConfigMap {name}"))
    return found[0] if configurations == 1 and found else None


def _plugin_configurations(inventory: Inventory) -> Iterator[tuple[str, str]]:
    for thing in inventory.of_kind("ConfigMap"):
        for value in mapping(thing.manifest.get("data")).values():
            if "sharing:" in text(value) and WHOLE in text(value):
                yield thing.name, text(value)


def _of_configuration(value: str) -> str:
    import yaml

    try:
        loaded = yaml.safe_load(value[:LONGEST])
    except (yaml.YAMLError, ValueError, RecursionError):
        return ""
    sharing = mapping(mapping(loaded).get("sharing"))
    for key, strategy in (("timeSlicing", TIME_SLICING), ("mps", MPS)):
        settings = mapping(sharing.get(key))
        # Renamed, the resource has another name, and whole GPUs are not shared.
        if settings and not settings.get("renameByDefault") and _shares_whole(settings):
            return strategy
    return ""


def _shares_whole(settings: Mapping[str, object]) -> bool:
    return any(
        at(one, "name") == WHOLE and not at(one, "rename") and (integer(at(one, "replicas")) or 0) > 1
        for one in sequence(settings.get("resources"))
    )
