from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.cli.options import File, FileOption, Format, Output, Place

if TYPE_CHECKING:
    from seatrial.compiler.cost import ClusterCost

ORDER = 45


def command(file: File = None, file_option: FileOption = None, on: Place = None, output: Output = Format.TEXT) -> None:
    """Say what the nodes cost an hour and a month, before anything is bought."""
    from seatrial.cli.money import cost_document
    from seatrial.cli.output import write_document
    from seatrial.cli.source import open_source
    from seatrial.compiler.cost import cost
    from seatrial.compiler.passes import context_at

    source = open_source(file, file_option, place=on)
    found = cost(context_at(source.cluster, place=source.place))
    if output is not Format.TEXT:
        write_document(cost_document(found, source.place), output)
        return
    show(found)


def show(cost: ClusterCost) -> None:
    from rich.table import Table

    from seatrial.cli.money import between
    from seatrial.cli.output import console, next_steps
    from seatrial.compiler.cost import HOURS_A_MONTH

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("pool", "instance", "nodes", "an hour", "price of", "source"):
        table.add_column(heading)
    for pool in cost.pools:
        price = pool.price
        of = f"{price.region or 'your own'}{' spot' if price.spot else ''}" if price.known else ""
        table.add_row(
            pool.pool,
            pool.instance,
            str(pool.nodes),
            between(pool.minimum, pool.maximum),
            of,
            f"{price.source} {price.date}".strip(),
        )
    screen = console()
    screen.print(table)
    screen.print(f"\nan hour   {between(cost.minimum, cost.maximum)}")
    screen.print(f"a month   {between(cost.minimum, cost.maximum, HOURS_A_MONTH)}   (730 hours)")
    screen.print("list prices of the nodes alone: no control plane, disks, traffic or tax")
    next_steps("seatrial up")
