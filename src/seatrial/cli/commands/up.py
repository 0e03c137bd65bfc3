from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.options import File, FileOption, Format, Name, Output, Timeout, Yes

if TYPE_CHECKING:
    from seatrial.cli.deploy import Deployed
    from seatrial.cli.prepare import Prepared
    from seatrial.cli.screen import Screen
    from seatrial.live.survey import Survey
    from seatrial.local.cluster import LocalCluster
    from seatrial.local.events import LocalEvent, Report

ORDER = 50


def command(
    file: File = None,
    file_option: FileOption = None,
    name: Name = None,
    yes: Yes = False,
    audit: Annotated[bool, typer.Option("--audit", help="Write an audit log: seatrial logs audit.")] = False,
    timeout: Timeout = "10m",
    output: Output = Format.TEXT,
) -> None:
    """Start a real Kubernetes on this machine, put the file on it, and wait until it is ready."""
    from seatrial.cli.commands.apply import parse_timeout
    from seatrial.cli.deploy import outcome_document, print_failure
    from seatrial.cli.output import write_document
    from seatrial.cli.prepare import prepare_sound
    from seatrial.duration import Duration
    from seatrial.live.outcome import Result

    seconds = parse_timeout(timeout, Duration)
    prepared = prepare_sound(file, file_option, place=None)
    cluster, deployed, seen = asyncio.run(run(prepared, name, yes=yes, audit=audit, patience=seconds))
    outcome = deployed.outcome
    if outcome.result not in {Result.READY, Result.APPLIED}:
        print_failure(outcome)
    if output is not Format.TEXT:
        write_document(outcome_document(deployed), output)
    else:
        show(prepared, cluster, deployed, seen, file or file_option)
    if outcome.result.exit_code:
        raise typer.Exit(outcome.result.exit_code)


async def run(
    prepared: Prepared, name: str | None, *, yes: bool, audit: bool, patience: float
) -> tuple[LocalCluster, Deployed, Survey]:
    """The cluster, what was applied to it, and what stands there now."""
    from seatrial.cli.commands.apply import version
    from seatrial.cli.connection import load
    from seatrial.cli.deploy import carry_out, may_go_on
    from seatrial.cli.screen import Screen
    from seatrial.compiler.nodes import nodes
    from seatrial.kube.client import connect
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import make_plan
    from seatrial.live.survey import survey
    from seatrial.live.wait import WaitOptions
    from seatrial.local.cluster import up
    from seatrial.local.definitions import install_definitions
    from seatrial.local.paths import Paths

    own = prepared.source.cluster.name
    options = ApplyOptions(waiting=WaitOptions(timeout=patience, has_load_balancers=False), version=version())
    with Screen() as screen:
        paths = Paths.from_environment(os.environ)
        cluster = await up(name or own, nodes(prepared.context), paths=paths, report=report_to(screen), audit=audit)
        access = load(cluster.context, cluster.kubeconfig)
    async with connect(access) as client:
        await install_definitions(client, prepared.resources)
        plan = await make_plan(client, prepared.resources, cluster=own)
        # The cluster is the user's own and simulated: only what would be deleted from it is asked about.
        harmless = not any(action.kind == "prune" for action in plan.actions)
        may_go_on(plan, yes=yes or harmless, question=f"Apply this to {cluster.context}?")
        with Screen() as screen:
            deployed = await carry_out(client, plan, prepared.resources, options, screen)
        return cluster, deployed, await survey(client, cluster=own)


def report_to(screen: Screen) -> Report:
    """Show what the local cluster tells: a bar for each thing that has an end."""

    def report(event: LocalEvent) -> None:
        label = event.subject if event.step == "binaries" else event.step.value.replace("-", " ")
        if event.finished:
            screen.done(label, event.message)
        elif event.total:
            screen.update(label, completed=event.done, total=event.total, note=event.message)
        else:
            screen.update(label, note=event.message)

    return report


def show(prepared: Prepared, cluster: LocalCluster, deployed: Deployed, seen: Survey, file: str | None) -> None:
    """What stands where, what it costs, what was checked, and what to try next."""
    from seatrial.cli.findings import summarise
    from seatrial.cli.money import between
    from seatrial.cli.output import console, next_steps
    from seatrial.cli.surveys import print_survey
    from seatrial.compiler.cost import HOURS_A_MONTH, cost

    screen = console()
    print_survey(seen, screen)
    found = cost(prepared.context)
    checked = f"{summarise(prepared.findings)} in {len(prepared.resources)} resources under {prepared.rules_run} rules"
    an_hour, a_month = between(found.minimum, found.maximum), between(found.minimum, found.maximum, HOURS_A_MONTH)
    screen.print(f"cost      {an_hour} an hour, {a_month} a month (list price of the nodes)", markup=False)
    screen.print(f"checked   {checked}", markup=False)
    screen.print(f"result    {deployed.outcome.result.value} in {deployed.seconds:.1f} s", markup=False)
    named = f" {file}" if file else ""
    next_steps(
        f"kubectl --context {cluster.context} get pods --all-namespaces",
        f"seatrial status{named}",
        f"seatrial render{named} --explain",
        f"seatrial down --name {cluster.name}",
    )
