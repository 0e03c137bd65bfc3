from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.options import TEN_MINUTES, File, FileOption, Format, Name, Output, Timeout, Yes

if TYPE_CHECKING:
    from seatrial.cli.deploy import Deployed
    from seatrial.cli.prepare import Prepared
    from seatrial.finding import Finding
    from seatrial.live.survey import Survey
    from seatrial.local.cluster import LocalCluster

ORDER = 50


def command(
    file: File = None,
    file_option: FileOption = None,
    name: Name = None,
    yes: Yes = False,
    audit: Annotated[bool, typer.Option("--audit", help="Write an audit log: seatrial logs audit.")] = False,
    timeout: Timeout = TEN_MINUTES,
    output: Output = Format.TEXT,
) -> None:
    """Start a real Kubernetes here, put the file on it, and wait.

    The control plane is the real one, in processes of yours; the nodes are simulated, with the capacity, labels and
    taints of the instances that the pools name. Running it again brings the cluster to what the file says now.
    """
    import asyncio

    from seatrial.cli.deploy import conclude, outcome_document, print_failure
    from seatrial.cli.findings import print_findings
    from seatrial.cli.output import console, say, write_document
    from seatrial.cli.prepare import prepare_sound

    prepared, findings = prepare_sound(file, file_option, place=None)
    print_findings(findings, console(to_stderr=True))
    cluster, deployed, seen = asyncio.run(run(prepared, name, timeout.milliseconds / 1000, yes=yes, audit=audit))
    if output is not Format.TEXT:
        write_document(outcome_document(deployed), output)
    else:
        show(prepared, findings, deployed, seen)
    code = deployed.outcome.result.exit_code
    if code:
        print_failure(deployed.outcome)
        say(conclude(deployed))
    suggest(cluster, file or file_option)
    if code:
        raise typer.Exit(code)


async def run(
    prepared: Prepared, name: str | None, patience: float, *, yes: bool, audit: bool
) -> tuple[LocalCluster, Deployed, Survey]:
    """The cluster, what was applied to it, and what stands there now."""
    from seatrial import __version__
    from seatrial.cli.connection import load
    from seatrial.cli.deploy import approve, carry_out
    from seatrial.kube.client import connect
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.planning import make_plan
    from seatrial.live.survey import survey
    from seatrial.live.wait import WaitOptions

    own = prepared.source.cluster.name
    waiting = WaitOptions(timeout=patience, has_load_balancers=False)
    cluster = await start(prepared, name or own, audit=audit)
    async with connect(load(cluster.context, cluster.kubeconfig)) as client:
        plan = await make_plan(client, prepared.resources, cluster=own)
        # The cluster is the user's own and simulated: only what would be deleted from it is asked about.
        harmless = not any(action.kind == "prune" for action in plan.actions)
        approve(plan, f"Apply this to {cluster.context}?", yes=yes or harmless, brief=True)
        options = ApplyOptions(waiting=waiting, version=__version__)
        deployed = await carry_out(client, plan, prepared.resources, options)
        return cluster, deployed, await survey(client, cluster=own)


async def start(prepared: Prepared, name: str, *, audit: bool) -> LocalCluster:
    """The local cluster with the nodes of the file."""
    from seatrial.cli.local_progress import LocalProgress
    from seatrial.cli.screen import Screen
    from seatrial.compiler.nodes import nodes
    from seatrial.local.cluster import up
    from seatrial.local.paths import Paths

    with Screen() as screen:
        paths = Paths.from_environment(os.environ)
        return await up(name, nodes(prepared.context), paths=paths, report=LocalProgress(screen), audit=audit)


def show(prepared: Prepared, findings: tuple[Finding, ...], deployed: Deployed, seen: Survey) -> None:
    """What stands where, what it costs, and what was checked."""
    from seatrial.cli.deploy import conclude
    from seatrial.cli.findings import summarise
    from seatrial.cli.money import between
    from seatrial.cli.output import console
    from seatrial.cli.surveys import print_survey
    from seatrial.compiler.cost import HOURS_A_MONTH, cost

    screen = console()
    print_survey(seen, screen)
    found = cost(prepared.context)
    if found.pools:
        an_hour, a_month = between(found.minimum, found.maximum), between(found.minimum, found.maximum, HOURS_A_MONTH)
        screen.print(f"cost      {an_hour} an hour, {a_month} a month (list price of the nodes)")
    resources = f"{len(prepared.resources)} resources under {prepared.rules_run} rules"
    screen.print(f"checked   {summarise(findings)} in {resources}")
    screen.print(f"result    {conclude(deployed)}")


def suggest(cluster: LocalCluster, file: str | None) -> None:
    """What one would try now."""
    import shutil

    from seatrial.cli.output import named, next_steps

    # A newcomer has no kubectl of their own; ours came with the control plane.
    kubectl = "kubectl" if shutil.which("kubectl") else str(kubectl_of_cache())
    next_steps(
        f"{kubectl} --context {cluster.context} get pods --all-namespaces",
        f"seatrial status{named(file)}",
        f"seatrial render{named(file)} --explain",
        f"seatrial down --name {cluster.name}",
    )


def kubectl_of_cache() -> str:
    from seatrial.local.binaries.locate import locate_binaries
    from seatrial.local.paths import Paths

    return str(locate_binaries(Paths.from_environment(os.environ))["kubectl"])
