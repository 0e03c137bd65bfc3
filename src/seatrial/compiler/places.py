"""The home of a place: where the prices, the region and the zones of its nodes come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.spec import overrides

if TYPE_CHECKING:
    from seatrial.compiler.context import Context

DEFAULT_ZONES = ("zone-a", "zone-b", "zone-c")
"""What nodes are labelled with where neither the file nor a region says."""


def home_of(context: Context) -> str:
    """The place itself, or for `local` the first one in a cloud, which it stands in for; empty where there is none."""
    if not context.is_local:
        return context.place
    return next((name for name, place in context.cluster.places.items() if overrides.account_of(place)), "")


def region_of(context: Context) -> str:
    """The cloud region; empty where there is none."""
    account = overrides.account_of(context.cluster.places.get(home_of(context)))
    return account.region if account else ""


def zones_of(context: Context) -> tuple[str, ...]:
    """The zones that the nodes of a pool are dealt out over, unless the pool names its own."""
    return overrides.zones_of(context.cluster, context.place) or DEFAULT_ZONES
