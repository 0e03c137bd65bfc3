from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from seatrial.cli.options import (
    FIVE_MINUTES,
    Context,
    File,
    FileOption,
    Format,
    Kubeconfig,
    Output,
    Place,
    Timeout,
    Yes,
)

if TYPE_CHECKING:
    from seatrial.cli.connection import Connection
    from seatrial.cli.deploy import Deployed

ORDER = 80


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    yes: Yes = False,
    timeout: Timeout = FIVE_MINUTES,
    output: Output = Format.TEXT,
) -> None:
    """Delete everything that the file has put on a cluster.

    It is shown and asked about first; volumes and the data in them go, too. What carries the annotation
    seatrial.dev/prune: "false" stays.
    """
    import asyncio

    from seatrial.cli.connection import choose_connection
    from seatrial.cli.deploy import conclude, outcome_document, print_failure
    from seatrial.cli.output import named, next_steps, say, write_document
    from seatrial.cli.source import open_source

    source = open_source(file, file_option, place=on)
    connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
    say(f"{source.cluster.name} is to go from the context {connection.context} ({connection.access.server})")
    deployed = asyncio.run(run(source.cluster.name, connection, timeout.milliseconds / 1000, yes=yes))
    if output is not Format.TEXT:
        write_document(outcome_document(deployed), output)
    print_failure(deployed.outcome)
    say(conclude(deployed) if deployed.plan.actions else "nothing of it is there")
    if deployed.outcome.result.exit_code:
        raise typer.Exit(deployed.outcome.result.exit_code)
    next_steps("seatrial down" if connection.is_local else f"seatrial apply{named(file or file_option)}")


async def run(name: str, connection: Connection, patience: float, *, yes: bool) -> Deployed:
    from seatrial import __version__
    from seatrial.cli.deploy import approve, carry_out
    from seatrial.kube.client import connect
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import make_delete_plan
    from seatrial.live.wait import WaitOptions

    options = ApplyOptions(waiting=WaitOptions(timeout=patience), version=__version__)
    async with connect(connection.access) as client:
        plan = await make_delete_plan(client, cluster=name)
        approve(plan, f"Delete all of this from {connection.context}, with its data?", yes=yes)
        return await carry_out(client, plan, (), options)
