"""The cluster as it is at one place.

`places.<name>.overrides` is laid over the file by the rule of `merge`: mappings merge key by key, `null` removes,
anything else replaces. Defaults are laid under services and jobs after that, so an override may change a default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.spec.cluster import NAMED, Cluster
from seatrial.spec.merge import merge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.spec.places import Aks, Eks, Gke, Place

LOCAL = "local"


def at_place(cluster: Cluster, place: str) -> Cluster:
    """The cluster with the overrides of a place laid over it; doing it twice changes nothing.

    Args:
        cluster: the cluster.
        place: a key of `places`; a place that the file does not list has no overrides.

    Raises:
        pydantic.ValidationError: the overrides are wrong, in a cluster built in Python; `load` has findings for them.

    """
    found = cluster.places.get(place)
    if not found or not found.overrides:
        return cluster
    from seatrial.spec.dump import plain

    overrides = found.overrides
    if "defaults" in overrides:
        return Cluster.model_validate(merge(plain(cluster), overrides))
    touched = {section: _named(getattr(cluster, section), overrides.get(section)) for section in NAMED}
    merged = merge(plain(cluster.model_copy(update=touched)), overrides)
    return lay(cluster, Cluster.model_validate(merged), overrides)


def narrow(whole: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Of a merged file only what the overrides name: the rest is as it was and need not be checked again."""
    narrowed = {key: whole[key] for key in whole if key in overrides or key in ("seatrial", "name", "defaults")}
    for section in NAMED:
        entries = narrowed.get(section)
        if isinstance(entries, dict):
            narrowed[section] = _named(entries, overrides[section])  # pyright: ignore[reportUnknownArgumentType]  # YAML holds anything
    return narrowed


def lay(base: Cluster, part: Cluster, overrides: Mapping[str, Any]) -> Cluster:
    """`base` with the sections and entries that the overrides name taken from `part`; what `part` lacks is removed."""
    update: dict[str, Any] = {}
    for key, over in overrides.items():
        new: Any = getattr(part, key, None)
        if key in NAMED and isinstance(over, dict):
            kept = {entry: value for entry, value in getattr(base, key).items() if entry not in over or entry in new}
            new = {**kept, **new}
        update[key] = new
    return base.model_copy(update=update)


def overrides_of(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The overrides of a place in the plain data of a file, which may hold mistakes."""
    found: Any = data
    for key in ("places", place, "overrides"):
        found = found.get(key) if isinstance(found, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # YAML holds anything
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _named(entries: Mapping[str, Any], over: Any) -> dict[str, Any]:
    return {name: entries[name] for name in over if name in entries} if isinstance(over, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # YAML holds anything


def account_of(place: Place | None) -> Eks | Gke | Aks | None:
    """What a place says about its cloud; None outside the three clouds."""
    return (place.eks or place.gke or place.aks) if place else None


def cloud_of(cluster: Cluster, place: str) -> str:
    """`aws`, `gcp`, `azure`, `existing` or `local`; a place that the file does not list is `local`."""
    found = cluster.places.get(place)
    if not found or found.local:
        return LOCAL
    if found.eks:
        return "aws"
    if found.gke:
        return "gcp"
    return "azure" if found.aks else "existing"


def zones_of(cluster: Cluster, place: str) -> tuple[str, ...]:
    """The zones that a place says, or of its region the first three; nothing where neither is known.

    `local` takes those of the first place in a cloud, as its simulated nodes are that place's.
    """
    from seatrial.catalog.regions import zones

    found = cluster.places.get(place)
    said = (found.local or found.existing) if found else None
    if said and said.zones:
        return said.zones
    if cloud_of(cluster, place) == LOCAL:
        place = next((name for name, other in cluster.places.items() if account_of(other)), place)
        found = cluster.places.get(place)
    account = account_of(found)
    if not account:
        return ()
    return account.zones or (zones(cloud_of(cluster, place), account.region) or ())[:3]
