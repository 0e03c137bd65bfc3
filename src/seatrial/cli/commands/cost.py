from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.cli.options import File, FileOption, Format, Output, Place

if TYPE_CHECKING:
    from seatrial.compiler.cost import ClusterCost, PoolCost

ORDER = 45
HEADINGS = ("pool", "instance", "nodes", "an hour", "price of", "source")


def command(file: File = None, file_option: FileOption = None, on: Place = None, output: Output = Format.TEXT) -> None:
    """Say what the nodes cost, before anything is bought."""
    from seatrial.cli.money import cost_document
    from seatrial.cli.output import named, next_steps, write_document
    from seatrial.cli.source import open_source
    from seatrial.compiler.cost import cost
    from seatrial.compiler.passes import context_at

    source = open_source(file, file_option, place=on)
    found = cost(context_at(source.cluster, place=source.place))
    if output is not Format.TEXT:
        write_document(cost_document(found, source.place), output)
    else:
        show(found)
        next_steps(f"seatrial up{named(file or file_option)}")


def show(cost: ClusterCost) -> None:
    from seatrial.cli.money import between
    from seatrial.cli.output import console, print_table
    from seatrial.compiler.cost import HOURS_A_MONTH

    screen = console()
    if cost.pools:
        print_table(screen, HEADINGS, [row(pool) for pool in cost.pools])
        screen.print()
    screen.print(f"an hour   {between(cost.minimum, cost.maximum)}")
    screen.print(f"a month   {between(cost.minimum, cost.maximum, HOURS_A_MONTH)}   ({HOURS_A_MONTH} hours)")
    screen.print("list prices of the nodes alone: no control plane, disks, traffic or tax")


def row(pool: PoolCost) -> tuple[str, ...]:
    from seatrial.cli.money import between

    price = pool.price
    of = f"{price.region or 'your own'}{' spot' if price.spot else ''}" if price.known else ""
    source = f"{price.source} {price.date}".strip()
    return (pool.pool, pool.instance, str(pool.nodes), between(pool.minimum, pool.maximum), of, source)
