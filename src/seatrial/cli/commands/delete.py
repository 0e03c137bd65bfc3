from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Output, Place, Timeout, Yes

if TYPE_CHECKING:
    from seatrial.cli.deploy import Deployed

ORDER = 80


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    yes: Yes = False,
    timeout: Timeout = "5m",
    output: Output = Format.TEXT,
) -> None:
    """Delete everything that the file has put on a cluster, volumes included, after showing it."""
    from seatrial.cli.commands.apply import finish, parse_timeout, version
    from seatrial.cli.connection import choose_connection
    from seatrial.cli.deploy import carry_out, may_go_on
    from seatrial.cli.output import say
    from seatrial.cli.screen import Screen
    from seatrial.cli.source import open_source
    from seatrial.duration import Duration
    from seatrial.kube.client import connect
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import make_delete_plan
    from seatrial.live.wait import WaitOptions

    source = open_source(file, file_option, place=on)
    connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
    say(f"cluster {source.cluster.name} → context {connection.context} ({connection.access.server})")
    options = ApplyOptions(waiting=WaitOptions(timeout=parse_timeout(timeout, Duration)), version=version())

    async def run() -> Deployed:
        async with connect(connection.access) as client:
            plan = await make_delete_plan(client, cluster=source.cluster.name)
            may_go_on(plan, yes=yes, question=f"Delete all of this from {connection.context}, with its data?")
            with Screen() as screen:
                return await carry_out(client, plan, (), options, screen)

    finish(asyncio.run(run()), output)
