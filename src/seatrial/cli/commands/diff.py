from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Output, Place

if TYPE_CHECKING:
    from seatrial.cli.connection import Connection
    from seatrial.cli.prepare import Prepared
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
    """Say what apply would change, field by field.

    It asks the API server in dry runs, so that defaults and admission are its own word, and writes nothing. Exits with
    0 if nothing would change, with 1 if something would.
    """
    import asyncio

    from seatrial.cli.connection import choose_connection
    from seatrial.cli.prepare import prepare_sound

    prepared, _ = prepare_sound(file, file_option, place=on)
    source = prepared.source
    connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
    plan = asyncio.run(look(prepared, connection))
    if save:
        save_plan(save, plan)
    show(plan, output)
    if not plan.is_empty or plan.conflicts:
        from seatrial.cli.output import named, next_steps

        arguments = named(file or file_option) + (f" --on {on}" if on else "")
        next_steps(f"seatrial apply{arguments}" + (f" --plan {save}" if save else ""))
        raise typer.Exit(ExitCode.DIFFERENT)


async def look(prepared: Prepared, connection: Connection) -> Plan:
    from seatrial.kube.client import connect
    from seatrial.live.planning import make_plan

    async with connect(connection.access) as client:
        return await make_plan(client, prepared.resources, cluster=prepared.source.cluster.name)


def show(plan: Plan, output: Format) -> None:
    """Print the plan.

    Raises:
        FoundProblemsError: it has errors, so that it says nothing about what would change.

    """
    from seatrial.cli.failure import FoundProblemsError
    from seatrial.cli.findings import print_findings
    from seatrial.cli.output import console, say, write_document
    from seatrial.cli.plans import print_plan, summary
    from seatrial.finding import has_errors
    from seatrial.planner.document import to_document

    if has_errors(plan.findings):
        raise FoundProblemsError(plan.findings, "the plan")
    if output is not Format.TEXT:
        write_document(to_document(plan), output)
    else:
        print_plan(plan, console())
    print_findings(plan.findings, console(to_stderr=True))
    say(f"{summary(plan)} on {plan.target.context}")


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
