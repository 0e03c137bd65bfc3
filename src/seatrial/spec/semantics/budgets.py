"""Budgets against what must be paid anyway."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.spec import codes
from seatrial.spec.overrides import account_of
from seatrial.spec.problem import Problem
from seatrial.spec.values import HOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.spec.semantics.scene import Scene


def check_budgets(scene: Scene) -> Iterator[Problem]:
    """All budgets together pay for the nodes that always run; nothing is said where a price or a budget is unknown."""
    budgets = [team.budget.per_hour if team.budget else None for team in scene.cluster.teams.values()]
    total = sum((budget for budget in budgets if budget is not None), start=Decimal(0))
    floor = _floor(scene)
    if not budgets or None in budgets or floor is None or floor <= total:
        return
    month = HOURS["month"]
    message = (
        f"all budgets together are {total * month:,.0f} US dollars a month, "
        f"the nodes that always run at {scene.place} cost {floor * month:,.0f}"
    )
    fix = "raise a budget, or lower the minimum of a pool's `nodes`"
    yield Problem(codes.BUDGET, ("teams",), message, fix, Severity.WARNING, at_key=True)


def _floor(scene: Scene) -> Decimal | None:
    """Hourly list price of the minimum of all pools; None where a part of it is unknown."""
    from seatrial.catalog.prices import price, total_cost

    account = account_of(scene.cluster.places.get(scene.place))
    if not account or not scene.all_machines_known:
        return None
    pools = scene.cluster.pools
    parts = [
        (name, pools[name].nodes.minimum, price(machine.instance, account.region, spot=pools[name].spot))
        for name, machine in scene.machines.items()
        if machine.instance.cloud in ("own", scene.cloud)
    ]
    cost = total_cost(parts)
    return cost.usd_per_hour if cost.complete and len(parts) == len(pools) else None
