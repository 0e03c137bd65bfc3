from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Namespace, Output, Place

if TYPE_CHECKING:
    from seatrial.cli.connection import Connection
    from seatrial.cli.source import Source
    from seatrial.live.survey import Survey
    from seatrial.local.status import LocalStatus
    from seatrial.planner.readiness import Readiness
    from seatrial.resource import ResourceKey

ORDER = 65


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    namespace: Namespace = None,
    output: Output = Format.TEXT,
) -> None:
    """Say how the cluster and everything on it is; exit 1 if something is not ready."""
    from seatrial.cli.connection import choose_connection
    from seatrial.cli.source import open_source
    from seatrial.local.status import State

    source = open_source(file, file_option, place=on)
    local = local_status(source) if source.place == "local" and not context else None
    if local and local.state is not State.RUNNING:
        show(source, local, None, {}, output)
        raise typer.Exit(ExitCode.DIFFERENT)
    connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
    seen, standing = asyncio.run(look(source, connection))
    chosen = {key: found for key, found in standing.items() if namespace is None or key.namespace == namespace}
    show(source, local, seen, chosen, output)
    if not chosen or any(not found.is_settled for found in chosen.values()):
        raise typer.Exit(ExitCode.DIFFERENT)


async def look(source: Source, connection: Connection) -> tuple[Survey, dict[ResourceKey, Readiness]]:
    from seatrial.kube.client import connect
    from seatrial.live.standing import read_standing
    from seatrial.live.survey import survey

    name = source.cluster.name
    async with connect(connection.access) as client:
        standing = await read_standing(client, cluster=name, has_load_balancers=not connection.is_local)
        return await survey(client, cluster=name), standing


def local_status(source: Source) -> LocalStatus:
    from seatrial.local.paths import Paths
    from seatrial.local.status import status

    return status(source.cluster.name, paths=Paths.from_environment(os.environ))


def show(
    source: Source,
    local: LocalStatus | None,
    seen: Survey | None,
    standing: dict[ResourceKey, Readiness],
    output: Format,
) -> None:
    from seatrial.cli.output import console, next_steps, write_document
    from seatrial.cli.surveys import print_survey, status_document

    if output is not Format.TEXT:
        write_document(status_document(source.cluster.name, local, seen, standing), output)
        return
    screen = console()
    if local:
        screen.print(f"{local.name}: {local.state.value} at {local.server} (context {local.context})", markup=False)
        for component in local.components:
            how = (
                f"process {component.pid}" if component.pid else f"not running ({component.last_exit or 'not started'})"
            )
            again = f", restarted {component.restarts} times" if component.restarts else ""
            screen.print(f"  {component.name:<26}{how}{again}", markup=False)
        screen.print()
    if seen:
        print_survey(seen, screen)
    for key, found in standing.items():
        if not found.is_settled:
            screen.print(f"not ready: {key}: {found.reason or found.state.value}", markup=False)
    if standing:
        ready = sum(found.is_settled for found in standing.values())
        screen.print(f"{ready} of {len(standing)} objects ready", markup=False)
        next_steps("seatrial diff")
    else:
        screen.print("nothing of this file is there", markup=False)
        next_steps("seatrial up" if local else "seatrial apply")
