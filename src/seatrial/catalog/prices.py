"""What an hour of an instance costs, where that is known. An unknown price stays unknown; it is never 0."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from seatrial.catalog import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.catalog.instances import Instance

REFERENCE_REGIONS = {"aws": "us-east-1", "gcp": "us-central1", "azure": "eastus"}
"""The region whose price stands for a cloud when no region is named."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars an hour for one machine, list price without discounts or tax.

    Attributes:
        usd_per_hour: None when unknown.
        region: where it is charged; empty for an own machine.
        spot: a spot price moves; this one is of `date`.
        source: key into `sources.csv`; empty when unknown.
        date: of the source, ISO; empty when unknown.

    """

    usd_per_hour: Decimal | None
    region: str = ""
    spot: bool = False
    source: str = ""
    date: str = ""

    @property
    def known(self) -> bool:
        return self.usd_per_hour is not None

    def __str__(self) -> str:
        return "unknown" if self.usd_per_hour is None else f"{self.usd_per_hour:f} USD/h"


@dataclass(frozen=True, slots=True)
class Cost:
    """A sum of prices: what is known of it, and what is not.

    Attributes:
        usd_per_hour: the sum of the known parts; the whole cost only if `unknown` is empty.
        unknown: names of the parts without a known price, sorted.

    """

    usd_per_hour: Decimal
    unknown: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.unknown

    def __add__(self, other: Cost) -> Cost:
        unknown = tuple(sorted({*self.unknown, *other.unknown}))
        return Cost(self.usd_per_hour + other.usd_per_hour, unknown)

    def __str__(self) -> str:
        known = f"{self.usd_per_hour:.2f} USD/h"
        if self.complete:
            return known
        missing = f"unknown price: {', '.join(self.unknown)}"
        return f"at least {known} ({missing})" if self.usd_per_hour else f"unknown ({missing})"


def price(instance: Instance, region: str | None = None, *, spot: bool = False) -> Price:
    """The price of an instance in a region.

    Args:
        instance: from the catalogue, or an own machine, whose owner's figure is its price everywhere.
        region: the cloud's name for it; None asks for the reference region (`us-east-1`, `us-central1`, `eastus`),
            which the answer names.
        spot: the spot price instead of on-demand.

    """
    if instance.cloud == "own":
        return Price(instance.usd_per_hour, source=instance.source if instance.usd_per_hour is not None else "")
    region = region or REFERENCE_REGIONS[instance.cloud]
    row = table.find_row("prices", instance.name)
    amounts = row["prices"].split() if row else []
    found = next((amount.partition("=")[2] for amount in amounts if amount.startswith(f"{region}=")), "")
    on_demand, _, spot_amount = found.partition("/")
    amount = spot_amount if spot else on_demand
    if not row or not amount:
        return Price(None, region, spot)
    return Price(Decimal(amount), region, spot, row["source"], row["date"])


def total_cost(parts: Iterable[tuple[str, int, Price]]) -> Cost:
    """The cost of `(name, count, price of one)`; an unknown price makes the sum partial, unless its count is 0."""
    total = Cost(Decimal(0))
    for name, count, one in parts:
        if one.usd_per_hour is not None:
            total += Cost(one.usd_per_hour * count)
        elif count:
            total += Cost(Decimal(0), (name,))
    return total
