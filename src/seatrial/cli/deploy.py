"""Plan, ask, apply, wait: what `apply`, `up` and `delete` share."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from seatrial.cli.deploy_progress import DeployProgress
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.findings import object_name
from seatrial.cli.output import console, say
from seatrial.cli.plans import print_plan, summary
from seatrial.finding import has_errors
from seatrial.planner.plan import ActionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.cli.documents import Outcome as OutcomeDocument
    from seatrial.cli.screen import Screen
    from seatrial.kube.client import Client
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.outcome import Outcome
    from seatrial.planner.plan import Plan
    from seatrial.resource import Resource


@dataclass(frozen=True, slots=True)
class Deployed:
    """A plan that was carried out."""

    plan: Plan
    outcome: Outcome
    seconds: float


def may_go_on(plan: Plan, *, yes: bool, question: str) -> None:
    """Show the plan; go on only with consent, and never with problems.

    Raises:
        typer.Exit: the plan has errors, or nobody said yes.

    """
    screen = console(to_stderr=True)
    print_plan(plan, screen)
    if plan.findings:
        from seatrial.cli.findings import print_findings

        print_findings(plan.findings, screen)
    say(summary(plan))
    if has_errors(plan.findings):
        raise typer.Exit(ExitCode.NEEDS_CONSENT)
    if yes or plan.is_empty:
        return
    if not sys.stdin.isatty():
        say("seatrial: nobody is here to say yes; run again with --yes")
        raise typer.Exit(ExitCode.NEEDS_CONSENT)
    if not typer.confirm(question, err=True):
        raise typer.Exit(ExitCode.NEEDS_CONSENT)


async def carry_out(
    client: Client, plan: Plan, resources: Sequence[Resource], options: ApplyOptions, screen: Screen
) -> Deployed:
    """Apply the plan under the eyes of the user."""
    from seatrial.live.apply import apply

    started = time.monotonic()
    outcome = await apply(client, plan, resources, options=options, report=DeployProgress(plan, screen))
    return Deployed(plan, outcome, time.monotonic() - started)


def print_failure(outcome: Outcome) -> None:
    """What went wrong, and the pod to look at."""
    for failure in outcome.failures:
        say(f"failed: {failure.message}" + (f"; {failure.fix}" if failure.fix else ""))
    for key, readiness in outcome.unready.items():
        say(f"not ready: {key}: {readiness.reason or readiness.state.value}")
    if outcome.diagnosis:
        say(f"the pod to look at: {outcome.diagnosis.pod}: {outcome.diagnosis.trouble}")
        for line in (*outcome.diagnosis.events, *outcome.diagnosis.log):
            say(f"    {line}")


def outcome_document(deployed: Deployed) -> OutcomeDocument:
    from seatrial.cli.documents import Outcome as OutcomeDocument
    from seatrial.cli.documents import ReadinessItem

    counts, outcome = deployed.plan.counts, deployed.outcome
    return OutcomeDocument(
        cluster=deployed.plan.target.cluster,
        context=deployed.plan.target.context,
        result=outcome.result.value,
        created=counts[ActionKind.CREATE],
        changed=counts[ActionKind.CHANGE],
        pruned=outcome.pruned,
        unchanged=counts[ActionKind.UNCHANGED],
        seconds=round(deployed.seconds, 3),
        not_ready=[
            ReadinessItem(object=object_name(key), state=found.state.value, reason=found.reason)
            for key, found in outcome.unready.items()
        ],
        failures=[failure.message for failure in outcome.failures],
    )
