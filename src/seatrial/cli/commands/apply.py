from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, File, FileOption, Format, Kubeconfig, Output, Place, Timeout, Yes

if TYPE_CHECKING:
    from seatrial.cli.connection import Connection
    from seatrial.cli.deploy import Deployed
    from seatrial.cli.prepare import Prepared
    from seatrial.planner.plan import Plan

ORDER = 60


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")] = False,
    saved: Annotated[
        Path | None, typer.Option("--plan", metavar="PATH", help="Only if this saved plan still holds.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until everything is ready.")] = True,
    timeout: Timeout = "10m",
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
    """Put the file on a cluster: plan, ask, apply, wait, prune."""
    from seatrial.cli.connection import choose_connection
    from seatrial.cli.output import say, write_document
    from seatrial.cli.prepare import prepare_sound
    from seatrial.duration import Duration
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import PlanOptions
    from seatrial.live.wait import WaitOptions
    from seatrial.planner.document import to_document
    from seatrial.planner.prune import PruneLimit

    seconds = parse_timeout(timeout, Duration)
    prepared = prepare_sound(file, file_option, place=on)
    connection = choose_connection(
        prepared.source.cluster, place=prepared.source.place, context=context, kubeconfig=kubeconfig
    )
    say(f"cluster {prepared.source.cluster.name} → context {connection.context} ({connection.access.server})")
    say_cost(prepared)
    planning = PlanOptions(
        destructive=tuple(prune_destructive or ()), prune_limit=None if prune_any_number else PruneLimit()
    )
    applying = ApplyOptions(
        force_conflicts=force_conflicts,
        wait=wait,
        waiting=WaitOptions(timeout=seconds, has_load_balancers=not connection.is_local),
        version=version(),
    )
    done = asyncio.run(
        run(prepared, connection, planning=planning, applying=applying, yes=yes, dry_run=dry_run, saved=saved)
    )
    if isinstance(done, tuple):
        if output is not Format.TEXT:
            write_document(to_document(done[0]), output)
        return
    finish(done, output)


async def run(
    prepared: Prepared,
    connection: Connection,
    *,
    planning: object,
    applying: object,
    yes: bool,
    dry_run: bool,
    saved: Path | None,
) -> Deployed | tuple[Plan]:
    """The plan alone for a dry run, else what became of it."""
    from seatrial.cli.deploy import carry_out, may_go_on
    from seatrial.cli.screen import Screen
    from seatrial.kube.client import connect
    from seatrial.live.planning import make_plan

    async with connect(connection.access) as client:
        plan = await make_plan(
            client,
            prepared.resources,
            cluster=prepared.source.cluster.name,
            options=planning,  # pyright: ignore[reportArgumentType]
        )
        if saved:
            require_unmoved(saved, plan)
        may_go_on(plan, yes=yes or dry_run or saved is not None, question=f"Apply this to {connection.context}?")
        if dry_run:
            return (plan,)
        with Screen() as screen:
            return await carry_out(client, plan, prepared.resources, applying, screen)  # pyright: ignore[reportArgumentType]


def require_unmoved(saved: Path, plan: Plan) -> None:
    """Refuse a saved plan that a plan made now differs from.

    Raises:
        typer.Exit: it is not a plan, or something moved since; the differences are on standard error.

    """
    from seatrial.cli.source import print_problems, read_bytes
    from seatrial.finding import Finding
    from seatrial.planner.document import load_plan
    from seatrial.planner.plan import find_staleness

    loaded = load_plan(read_bytes(saved))
    problems = (loaded,) if isinstance(loaded, Finding) else find_staleness(loaded, plan)
    if problems:
        print_problems(problems)
        raise typer.Exit(ExitCode.NEEDS_CONSENT)


def finish(deployed: Deployed, output: Format) -> None:
    """Say how it ended, and exit accordingly."""
    from seatrial.cli.deploy import outcome_document, print_failure
    from seatrial.cli.output import next_steps, say, write_document
    from seatrial.live.outcome import Result

    outcome = deployed.outcome
    if outcome.result not in {Result.READY, Result.APPLIED}:
        print_failure(outcome)
    if output is not Format.TEXT:
        write_document(outcome_document(deployed), output)
    say(f"{outcome.result.value} in {deployed.seconds:.1f} s: {outcome.written} written, {outcome.pruned} pruned")
    if outcome.result.exit_code:
        raise typer.Exit(outcome.result.exit_code)
    next_steps("seatrial status", "seatrial diff")


def say_cost(prepared: Prepared) -> None:
    from seatrial.cli.money import between
    from seatrial.cli.output import say
    from seatrial.compiler.cost import cost

    found = cost(prepared.context)
    if found.pools:
        say(f"its nodes cost {between(found.minimum, found.maximum)} an hour (list price)")


def parse_timeout(text: str, duration: type) -> float:
    from seatrial.errors import SeatrialError

    try:
        return duration.parse(text).milliseconds / 1000
    except ValueError as error:
        raise SeatrialError(f"--timeout: {error}", fix="write for example --timeout 10m") from error


def version() -> str:
    from seatrial import __version__

    return __version__
