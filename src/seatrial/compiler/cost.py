"""What the pools cost. What is not known stays unknown, and every total names what is missing from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from seatrial.catalog.prices import REFERENCE_REGIONS, Cost, Price, price, total_cost
from seatrial.compiler.places import home_of, region_of
from seatrial.spec.overrides import cloud_of

if TYPE_CHECKING:
    from seatrial.catalog.instances import Instance
    from seatrial.compiler.context import Context
    from seatrial.spec.pools import Pool
    from seatrial.spec.values import Range

HOURS_A_MONTH = 730
"""8,760 / 12, as the clouds' price lists count."""


@dataclass(frozen=True, slots=True)
class PoolCost:
    """One pool.

    Attributes:
        pool: its name.
        instance: its instance type.
        nodes: how many it has, at least and at most.
        price: list price of one node an hour; spot where the pool is, and with the region and the date it is of.
        minimum: an hour with the fewest nodes.
        maximum: an hour with the most.

    """

    pool: str
    instance: str
    nodes: Range
    price: Price
    minimum: Cost
    maximum: Cost


@dataclass(frozen=True, slots=True)
class ClusterCost:
    """All pools: nodes only, without control plane, load balancers, disks and traffic.

    Attributes:
        pools: each pool, in the order of the file.
        minimum: an hour with every pool at its fewest nodes: what is paid always.
        maximum: an hour with every pool at its most.

    """

    pools: tuple[PoolCost, ...]
    minimum: Cost
    maximum: Cost


def usd_per_month(cost: Cost) -> Decimal:
    """The known part of a cost for 730 hours; the whole only where `cost.complete`."""
    return cost.usd_per_hour * HOURS_A_MONTH


def cost(context: Context) -> ClusterCost:
    """The cost of every pool at the place: for `local`, that of the first place in a cloud, which it stands in for.

    Where no place says a region, the cloud's reference region counts (`us-east-1`, `us-central1`, `eastus`); each
    `Price` names the region it is of.
    """
    pools = tuple(_pool_cost(context, name, pool) for name, pool in context.cluster.pools.items())
    nothing = Cost(Decimal(0))
    return ClusterCost(pools, sum((p.minimum for p in pools), nothing), sum((p.maximum for p in pools), nothing))


def _pool_cost(context: Context, name: str, pool: Pool) -> PoolCost:
    instance = context.instances.get(name)
    one = _price(context, instance, spot=pool.spot) if instance else Price(None)
    named = f"{name} ({instance.name if instance else pool.instance})"
    low, high = (total_cost([(named, count, one)]) for count in (pool.nodes.minimum, pool.nodes.maximum))
    return PoolCost(name, instance.name if instance else str(pool.instance), pool.nodes, one, low, high)


def _price(context: Context, instance: Instance, *, spot: bool) -> Price:
    """In the place's region, if the machine is of that cloud; else in the reference region of its own cloud."""
    region = region_of(context) if cloud_of(context.cluster, home_of(context)) == instance.cloud else ""
    return price(instance, region or REFERENCE_REGIONS.get(instance.cloud), spot=spot)
