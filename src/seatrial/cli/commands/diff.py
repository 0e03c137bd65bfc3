from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Output, Place

if TYPE_CHECKING:
    from seatrial.planner.plan import Plan

ORDER = 55


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="PATH", help="Save the plan, for: seatrial apply --plan PATH")
    ] = None,
    output: Output = Format.TEXT,
) -> None:
    """Say what apply would change, field by field; exit 0 nothing, 1 something."""
    from seatrial.cli.connection import choose_connection
    from seatrial.cli.output import console, next_steps, say, write_document
    from seatrial.cli.plans import print_plan, summary
    from seatrial.cli.prepare import prepare_sound
    from seatrial.cli.source import print_problems
    from seatrial.finding import has_errors
    from seatrial.kube.client import connect
    from seatrial.live.planning import make_plan
    from seatrial.planner.document import to_document

    prepared = prepare_sound(file, file_option, place=on)
    cluster = prepared.source.cluster
    connection = choose_connection(cluster, place=prepared.source.place, context=context, kubeconfig=kubeconfig)

    async def look() -> Plan:
        async with connect(connection.access) as client:
            return await make_plan(client, prepared.resources, cluster=cluster.name)

    plan = asyncio.run(look())
    if save:
        save_plan(save, plan)
    if output is not Format.TEXT:
        write_document(to_document(plan), output)
    else:
        print_plan(plan, console())
    print_problems(plan.findings)
    say(f"{summary(plan)} on {connection.context}")
    if has_errors(plan.findings):
        raise typer.Exit(ExitCode.COULD_NOT_RUN)
    if not plan.is_empty:
        next_steps(f"seatrial apply --plan {save}" if save else "seatrial apply")
        raise typer.Exit(ExitCode.DIFFERENT)


def save_plan(path: Path, plan: Plan) -> None:
    """Write the plan for its owner alone; the old one stays until the new one is whole."""
    from seatrial.planner.document import dump_plan

    half = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(dump_plan(plan))
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
