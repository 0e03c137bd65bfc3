from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.options import TEN_MINUTES, Context, File, FileOption, Format, Kubeconfig, Output, Place, Timeout, Yes

if TYPE_CHECKING:
    from seatrial.cli.connection import Connection
    from seatrial.cli.deploy import Deployed
    from seatrial.cli.prepare import Prepared
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import PlanOptions
    from seatrial.planner.plan import Plan

ORDER = 60


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    yes: Yes = False,
    saved: Annotated[
        Path | None,
        typer.Option("--plan", metavar="PATH", help="Do what this saved plan says, unasked, if it still holds."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until everything is ready.")] = True,
    timeout: Timeout = TEN_MINUTES,
    force_conflicts: Annotated[
        bool, typer.Option("--force-conflicts", help="Take over the fields shown as conflicts from their managers.")
    ] = False,
    prune_destructive: Annotated[
        list[str] | None,
        typer.Option("--prune-destructive", metavar="KIND[/NAME]", help="Also prune this kind that holds data."),
    ] = None,
    prune_any_number: Annotated[
        bool, typer.Option("--prune-any-number", help="Prune however much has left the file.")
    ] = False,
    output: Output = Format.TEXT,
) -> None:
    """Put the file on a cluster: plan, ask, apply, wait.

    What has left the file since the last apply is deleted from the cluster, after it was shown. A field that somebody
    else manages is shown as a conflict and never taken unasked.
    """
    import asyncio

    from seatrial import __version__
    from seatrial.cli.connection import choose_connection
    from seatrial.cli.prepare import prepare_sound
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import PlanOptions
    from seatrial.live.wait import WaitOptions
    from seatrial.planner.prune import PruneLimit

    prepared, _ = prepare_sound(file, file_option, place=on)
    source = prepared.source
    connection = choose_connection(source.cluster, place=source.place, context=context, kubeconfig=kubeconfig)
    introduce(prepared, connection)
    planning = PlanOptions(
        destructive=tuple(prune_destructive or ()), prune_limit=None if prune_any_number else PruneLimit()
    )
    waiting = WaitOptions(timeout=timeout.milliseconds / 1000, has_load_balancers=not connection.is_local)
    applying = ApplyOptions(force_conflicts=force_conflicts, wait=wait, waiting=waiting, version=__version__)
    deployed = asyncio.run(run(prepared, connection, planning, applying, yes=yes, saved=saved))
    finish(deployed, output, file or file_option)


async def run(
    prepared: Prepared,
    connection: Connection,
    planning: PlanOptions,
    applying: ApplyOptions,
    *,
    yes: bool,
    saved: Path | None,
) -> Deployed:
    from seatrial.cli.deploy import approve, carry_out
    from seatrial.kube.client import connect
    from seatrial.live.planning import make_plan

    async with connect(connection.access) as client:
        name = prepared.source.cluster.name
        plan = await make_plan(client, prepared.resources, cluster=name, options=planning)
        if saved:
            require_unmoved(saved, plan)
        question = f"Apply this to {connection.context}?"
        approve(plan, question, yes=yes or saved is not None, force_conflicts=applying.force_conflicts)
        return await carry_out(client, plan, prepared.resources, applying)


def require_unmoved(path: Path, plan: Plan) -> None:
    """Come back only if a plan made now says what the saved one said.

    Raises:
        FoundProblemsError: it is not a plan, or something moved since.

    """
    from seatrial.cli.exit_codes import ExitCode
    from seatrial.cli.failure import FoundProblemsError
    from seatrial.cli.source import read_bytes
    from seatrial.finding import Finding
    from seatrial.planner.document import load_plan
    from seatrial.planner.plan import find_staleness

    saved = load_plan(read_bytes(path))
    problems = (saved,) if isinstance(saved, Finding) else find_staleness(saved, plan)
    if problems:
        fix = f"look at what it would do now: seatrial diff --save {path}"
        raise FoundProblemsError(problems, str(path), fix=fix, code=ExitCode.NEEDS_CONSENT)


def introduce(prepared: Prepared, connection: Connection) -> None:
    """Say where this goes and what it costs there, before anything is asked."""
    from seatrial.cli.money import between
    from seatrial.cli.output import say
    from seatrial.compiler.cost import cost

    say(f"{prepared.source.cluster.name} goes to the context {connection.context} ({connection.access.server})")
    found = cost(prepared.context)
    if found.pools:
        say(f"its nodes cost {between(found.minimum, found.maximum)} an hour (list price)")


def finish(deployed: Deployed, output: Format, file: str | None) -> None:
    """Say how it ended, and exit accordingly."""
    from seatrial.cli.deploy import conclude, outcome_document, print_failure
    from seatrial.cli.output import named, next_steps, say, write_document
    from seatrial.live.outcome import Result

    outcome = deployed.outcome
    is_well = outcome.result in {Result.READY, Result.APPLIED}
    if not is_well:
        print_failure(outcome)
    if output is not Format.TEXT:
        write_document(outcome_document(deployed), output)
    say(conclude(deployed))
    next_steps(*([f"seatrial status{named(file)}"] if deployed.plan.members or outcome.written else []))
    if not is_well:
        raise typer.Exit(outcome.result.exit_code)
