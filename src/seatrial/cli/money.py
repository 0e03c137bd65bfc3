"""Costs as people read them: what is unknown is called unknown, never 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.cli.documents import Cost, PoolCost, PriceItem

if TYPE_CHECKING:
    from decimal import Decimal

    from seatrial.catalog.prices import Cost as Sum
    from seatrial.compiler.cost import ClusterCost


def dollars(amount: Decimal) -> str:
    """`$13.80`; whole dollars from a thousand up."""
    return f"${amount:,.0f}" if amount >= 1000 else f"${amount:,.2f}"  # noqa: PLR2004  where cents stop to matter


def between(minimum: Sum, maximum: Sum, factor: int = 1) -> str:
    """`$13.80`, `$13.80 to $18.40`, `at least $3.20 (unknown: …)`, `unknown`."""
    low, high = minimum.usd_per_hour * factor, maximum.usd_per_hour * factor
    unknown = maximum.unknown or minimum.unknown
    if unknown and not high:
        return "unknown"
    text = dollars(low) if low == high else f"{dollars(low)} to {dollars(high)}"
    return f"at least {text} (unknown: {', '.join(unknown)})" if unknown else text


def cost_document(cost: ClusterCost, place: str) -> Cost:
    from seatrial.compiler.cost import HOURS_A_MONTH

    regions = {pool.price.region for pool in cost.pools if pool.price.region}
    return Cost(
        place=place,
        region=", ".join(sorted(regions)),
        pools=[
            PoolCost(
                pool=pool.pool,
                instance=pool.instance,
                nodes_minimum=pool.nodes.minimum,
                nodes_maximum=pool.nodes.maximum,
                spot=pool.price.spot,
                usd_per_hour=price_item(pool.minimum, pool.maximum),
                source=f"{pool.price.source} {pool.price.date}".strip(),
            )
            for pool in cost.pools
        ],
        usd_per_hour=price_item(cost.minimum, cost.maximum),
        usd_per_month=price_item(cost.minimum, cost.maximum, HOURS_A_MONTH),
        unknown=list(cost.maximum.unknown),
    )


def price_item(minimum: Sum, maximum: Sum, factor: int = 1) -> PriceItem:
    """Null where any part is unknown: a partial sum in a number field would be read as the whole."""
    return PriceItem(
        minimum=None if minimum.unknown else float(minimum.usd_per_hour * factor),
        maximum=None if maximum.unknown else float(maximum.usd_per_hour * factor),
    )
