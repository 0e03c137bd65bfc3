"""Plan, ask, apply, wait: what `apply`, `up` and `delete` share."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from seatrial.cli.deploy_progress import DeployProgress
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.failure import ConsentError, FoundProblemsError
from seatrial.cli.findings import object_name, print_findings
from seatrial.cli.output import console, say
from seatrial.cli.plans import print_plan, summary
from seatrial.cli.screen import Screen
from seatrial.finding import has_errors
from seatrial.planner.plan import ActionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.cli.documents import Outcome as OutcomeDocument
    from seatrial.kube.client import Client
    from seatrial.live.apply import ApplyOptions
    from seatrial.live.outcome import Outcome
    from seatrial.planner.plan import Plan
    from seatrial.resource import Resource

FEW = 10
"""Objects named when something failed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A plan that was carried out."""

    plan: Plan
    outcome: Outcome
    seconds: float


def approve(plan: Plan, question: str, *, yes: bool, force_conflicts: bool = False, brief: bool = False) -> None:
    """Show the plan, and come back only if it may be carried out.

    Args:
        plan: what would happen.
        question: asked unless `yes`, or there is nothing to do.
        yes: the user has said so already.
        force_conflicts: fields of other managers may be taken.
        brief: only count what is created.

    Raises:
        FoundProblemsError: the plan has errors.
        ConsentError: it has conflicts, or nobody said yes.

    """
    screen = console(to_stderr=True)
    creates = {ActionKind.CREATE} if brief else set[ActionKind]()
    print_plan(replace(plan, actions=tuple(each for each in plan.actions if each.kind not in creates)), screen)
    say(summary(plan))
    if has_errors(plan.findings):
        raise FoundProblemsError(plan.findings, "the plan", code=ExitCode.NEEDS_CONSENT)
    print_findings(plan.findings, screen)
    if plan.conflicts and not force_conflicts:
        raise ConsentError(
            f"{count(len(plan.conflicts), 'field')} of the file belong to other managers; nothing was written",
            fix="take them out of the file, or take them over with --force-conflicts",
        )
    if not yes and not plan.is_empty:
        ask(question)


def ask(question: str) -> None:
    """Come back only with a yes.

    Raises:
        ConsentError: the answer was no, or nobody is there to answer.

    """
    if not sys.stdin.isatty():
        raise ConsentError("nobody is here to say yes; nothing was done", fix="look at it, then run it with --yes")
    if not typer.confirm(question, err=True):
        raise ConsentError("you said no; nothing was done")


async def carry_out(client: Client, plan: Plan, resources: Sequence[Resource], options: ApplyOptions) -> Deployed:
    """Apply the plan under the eyes of the user."""
    from seatrial.live.apply import apply

    started = time.monotonic()
    with Screen() as screen:
        outcome = await apply(client, plan, resources, options=options, report=DeployProgress(plan, screen))
    return Deployed(plan, outcome, time.monotonic() - started)


def print_failure(outcome: Outcome) -> None:
    """What went wrong, and the pod to look at; what the API server refused was said when it happened."""
    shown = list(outcome.unready.items())[:FEW]
    for key, readiness in shown:
        say(f"not ready: {key}: {readiness.reason or readiness.state.value}")
    if len(outcome.unready) > len(shown):
        say(f"not ready: {len(outcome.unready) - len(shown)} more")
    if outcome.diagnosis:
        say(f"the pod to look at: {outcome.diagnosis.pod}: {outcome.diagnosis.trouble}")
        for line in (*outcome.diagnosis.events, *outcome.diagnosis.log):
            say(f"    {line}")


def conclude(deployed: Deployed) -> str:
    """How it ended, in one line."""
    outcome = deployed.outcome
    parts = [f"{outcome.result.value} in {deployed.seconds:.1f} s"]
    parts += [
        f"{number} {word}" for number, word in ((outcome.written, "written"), (outcome.pruned, "deleted")) if number
    ]
    return ", ".join(parts)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def outcome_document(deployed: Deployed) -> OutcomeDocument:
    from seatrial.cli.documents import Outcome as OutcomeDocument
    from seatrial.cli.documents import ReadinessItem

    counts, outcome = deployed.plan.counts, deployed.outcome
    return OutcomeDocument(
        cluster=deployed.plan.target.cluster,
        context=deployed.plan.target.context,
        result=outcome.result.value,
        written=outcome.written,
        created=counts[ActionKind.CREATE],
        changed=counts[ActionKind.CHANGE],
        unchanged=counts[ActionKind.UNCHANGED],
        pruned=outcome.pruned,
        seconds=round(deployed.seconds, 3),
        not_ready=[
            ReadinessItem(object=object_name(key), state=found.state.value, reason=found.reason)
            for key, found in outcome.unready.items()
        ],
        failures=[failure.message for failure in outcome.failures],
    )
