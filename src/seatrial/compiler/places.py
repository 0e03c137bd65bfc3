"""The cloud, the region and the zones of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.catalog.regions import zones
from seatrial.spec.places import Aks, Eks, Gke, Place

if TYPE_CHECKING:
    from seatrial.compiler.context import Context
    from seatrial.spec.cluster import Cluster

DEFAULT_ZONES = ("zone-a", "zone-b", "zone-c")
"""What simulated nodes are labelled with where no place names a region."""
SPREAD = 3
"""Zones that a cluster spreads over unless the file says."""
CLOUDS: dict[type, str] = {Eks: "aws", Gke: "gcp", Aks: "azure"}


def cloud_of(cluster: Cluster, place: str) -> str:
    """`aws`, `gcp`, `azure`, `existing` or `local`; a place that the file does not list is `local`."""
    found = cluster.places.get(place)
    if not found or found.local:
        return "local"
    account = _account(found)
    return CLOUDS[type(account)] if account else "existing"


def home_of(context: Context) -> str:
    """The place whose region, zones and prices hold: the place itself, or for `local` the first one in a cloud."""
    places = context.cluster.places
    if not context.is_local:
        return context.place
    return next((name for name, place in places.items() if _account(place)), "")


def region_of(context: Context) -> str:
    """The cloud region; empty where there is none."""
    place = context.cluster.places.get(home_of(context))
    account = _account(place) if place else None
    return account.region if account else ""


def zones_of(context: Context) -> tuple[str, ...]:
    """The zones to spread nodes over: the place's own, else those of its home, else the region's first three."""
    own, home = context.cluster.places.get(context.place), context.cluster.places.get(home_of(context))
    said = (own.local.zones if own and own.local else ()) or _zones(home) or _zones(own)
    if said:
        return said
    account = _account(home) if home else None
    listed = zones(CLOUDS[type(account)], account.region) if account else None
    return tuple(listed or DEFAULT_ZONES)[:SPREAD]


def _account(place: Place) -> Eks | Gke | Aks | None:
    return place.eks or place.gke or place.aks


def _zones(place: Place | None) -> tuple[str, ...]:
    where = (_account(place) or place.existing) if place else None
    return where.zones if where else ()
