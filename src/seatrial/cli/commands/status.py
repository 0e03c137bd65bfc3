from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Namespace, Output, Place

if TYPE_CHECKING:
    from rich.console import Console

    from seatrial.cli.connection import Connection
    from seatrial.cli.surveys import Seen
    from seatrial.local.status import LocalStatus

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
    """Say how the cluster and everything on it is.

    Exits with 0 if everything is ready, with 1 if something is not, or is not there.
    """
    import asyncio

    from seatrial.cli.connection import choose_connection
    from seatrial.cli.output import named, next_steps, write_document
    from seatrial.cli.source import open_source
    from seatrial.cli.surveys import Seen, status_document
    from seatrial.local.paths import Paths
    from seatrial.local.status import State, status

    source = open_source(file, file_option, place=on)
    seen, is_up = Seen(source.cluster.name), True
    if source.place == "local" and not context:
        seen.local = status(source.cluster.name, paths=Paths.from_environment(os.environ))
        is_up = seen.local.state is State.RUNNING
    if is_up:
        connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
        asyncio.run(look(seen, connection, namespace))
    if output is not Format.TEXT:
        write_document(status_document(seen), output)
    else:
        show(seen)
    back = "seatrial up" if seen.local else "seatrial apply"
    next_steps(f"{'seatrial diff' if seen.standing else back}{named(file or file_option)}")
    if not seen.is_well:
        raise typer.Exit(ExitCode.DIFFERENT)


async def look(seen: Seen, connection: Connection, namespace: str | None) -> None:
    """Ask the cluster."""
    from seatrial.kube.client import connect
    from seatrial.live.standing import read_standing
    from seatrial.live.survey import survey

    async with connect(connection.access) as client:
        standing = await read_standing(client, cluster=seen.cluster, has_load_balancers=not connection.is_local)
        seen.context, seen.server = connection.context, connection.access.server
        seen.standing = {key: each for key, each in standing.items() if namespace in (None, key.namespace)}
        seen.survey = await survey(client, cluster=seen.cluster)


def show(seen: Seen) -> None:
    from seatrial.cli.output import console
    from seatrial.cli.surveys import print_survey

    screen = console()
    if seen.local:
        print_local(seen.local, screen)
    else:
        screen.print(f"{seen.cluster}: the context {seen.context} ({seen.server})\n")
    if seen.survey:
        print_survey(seen.survey, screen)
    for key, found in seen.standing.items():
        if not found.is_settled:
            screen.print(f"not ready: {key}: {found.reason or found.state.value}")
    if seen.standing:
        ready = sum(found.is_settled for found in seen.standing.values())
        screen.print(f"{ready} of {len(seen.standing)} objects ready")
    elif seen.survey:
        screen.print("nothing of this file is there")


def print_local(local: LocalStatus, screen: Console) -> None:
    from seatrial.cli.output import print_table

    screen.print(f"{local.name}: {local.state.value} at {local.server} (context {local.context})\n")
    rows = [
        (
            component.name,
            f"process {component.pid}" if component.pid else f"not running ({component.last_exit or 'not started'})",
            str(component.restarts),
        )
        for component in local.components
    ]
    print_table(screen, ("control plane", "runs as", "restarts"), rows)
    screen.print()
