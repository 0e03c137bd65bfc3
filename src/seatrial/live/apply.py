"""Carry out a plan: wave by wave, with the set's parent written first and last, so that a crash orphans nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seatrial.finding import has_errors
from seatrial.kube.errors import ClusterError, Disconnected, NotFound, Unauthorized, Unreachable
from seatrial.live.delete import prune
from seatrial.live.events import ApplyStarted, Failure, ObjectFailed, ObjectWritten, ServerWarning, WaveStarted, ignore
from seatrial.live.outcome import Outcome, Result
from seatrial.live.planning import autoscaled_keys
from seatrial.live.refusal import explain_refusal
from seatrial.live.together import together
from seatrial.live.tracker import Written
from seatrial.live.wait import Waited, WaitOptions, wait_ready
from seatrial.planner.applyset import ApplySet, applyset_of, label_member, read_parent, run_names
from seatrial.planner.ownership import take_over
from seatrial.planner.plan import Action, ActionKind, Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from seatrial.kube.client import Client
    from seatrial.live.events import Report
    from seatrial.resource import Manifest, Resource, ResourceKey

CUT_OFF = (Unreachable, Disconnected, Unauthorized)
"""Errors that concern the whole run, not one object."""
PARENT_MANAGER = "seatrial-applyset"
NEW_KIND_ATTEMPTS = 20
"""The API server serves a new kind a moment after its definition is Established: tried again each 100 ms."""
NEW_KIND_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """How to carry out a plan.

    Attributes:
        force_conflicts: take over fields that other managers own.
        wait: wait until everything is ready.
        waiting: how.
        version: of Seatrial, written to the set's parent.

    """

    force_conflicts: bool = False
    wait: bool = True
    waiting: WaitOptions = field(default_factory=WaitOptions)
    version: str = "0"


async def apply(
    client: Client,
    plan: Plan,
    resources: Sequence[Resource],
    *,
    options: ApplyOptions | None = None,
    report: Report = ignore,
) -> Outcome:
    """Make the cluster what the plan says.

    May be cancelled at any moment and run again: the parent names every kind and namespace that has or will have
    members before the first of them is written, so the next plan sees them all. How many requests are under way
    at once is the client's `concurrency`.

    Args:
        client: the cluster that the plan was made for.
        plan: from `make_plan`, with the same resources.
        resources: everything that is wanted.
        options: how.
        report: told of each step.

    Raises:
        ClusterError: the cluster cannot be reached. What it refuses is part of the outcome.

    """
    options = options or ApplyOptions()
    if has_errors(plan.findings) or (plan.conflicts and not options.force_conflicts):
        return Outcome(Result.REFUSED, failures=_refusals(plan))
    run = _Run(client, plan, resources, options, report)
    return await run.carry_out()


def _refusals(plan: Plan) -> tuple[Failure, ...]:
    conflicts = (
        Failure(
            conflict.key,
            f"{conflict.key}: {conflict.field.lstrip('.')} belongs to {conflict.manager}",
            "Take the field out of the file, or take it over with --force-conflicts.",
        )
        for conflict in plan.conflicts
    )
    problems = (Failure(f.resource or plan.target.parent, f.message, f.fix) for f in plan.findings)
    return (*problems, *conflicts)


class _Run:
    """One run of a plan."""

    def __init__(
        self, client: Client, plan: Plan, resources: Sequence[Resource], options: ApplyOptions, report: Report
    ) -> None:
        self.client = client
        self.plan = plan
        self.options = options
        self.report = report
        self.wanted = {resource.key: resource.manifest for resource in resources}
        self.runs = run_names(resources)
        self.autoscaled = autoscaled_keys(resources)
        self.failures: list[Failure] = []
        self.written: dict[ResourceKey, Written] = {}
        self.passed: set[ResourceKey] = set()

    async def carry_out(self) -> Outcome:
        self.report(ApplyStarted(self.plan))
        final, pruned = self._final_set(), 0
        recorded = read_parent(self.plan.target.parent, await self.client.find(self.plan.target.parent))
        if not self.plan.is_empty or self.plan.members == 0 or recorded.runs != self.runs:
            await self._write_parent(recorded | final)
            await self._write_waves()
            if not self.failures:
                pruned = await self._prune()
            if not self.failures:
                await self._finish(final)
        for warning in self.client.warnings:
            self.report(ServerWarning(warning))
        if self.failures:
            return Outcome(Result.FAILED, len(self.written), pruned, tuple(self.failures))
        if not self.options.wait or not self.wanted:
            return Outcome(Result.APPLIED, len(self.written), pruned)
        return await self._wait(pruned)

    def _final_set(self) -> ApplySet:
        kept = (action.key for action in self.plan.actions if action.kind is not ActionKind.PRUNE)
        return applyset_of(self.plan.target.parent, kept, runs=self.runs)

    async def _write_parent(self, content: ApplySet) -> None:
        """Written with force: its fields are the set's bookkeeping, and belong to whoever applies the set."""
        manifest = content.manifest(self.options.version)
        await self.client.apply(manifest, manager=PARENT_MANAGER, force=True)

    async def _finish(self, final: ApplySet) -> None:
        if final.group_kinds:
            await self._write_parent(final)
        else:
            await self.client.delete(self.plan.target.parent)

    async def _write_waves(self) -> None:
        writes = [a for a in self.plan.actions if a.kind in {ActionKind.CREATE, ActionKind.CHANGE}]
        numbers = sorted({action.wave for action in writes})
        for place, number in enumerate(numbers, start=1):
            wave = [action for action in writes if action.wave == number]
            self.report(WaveStarted(place, len(numbers), len(wave)))
            await together(self._write(action) for action in wave)
            if self.failures:
                # What comes later may need what failed; a second run goes on from here.
                return
            await self._pass_gates(before=numbers[place] if place < len(numbers) else None)
            if self.failures:
                return

    async def _pass_gates(self, *, before: int | None) -> None:
        """Wait for what must be ready before the next wave, whether this run has written it or an earlier one."""
        if before is None:
            return
        gates = {a.key for a in self.plan.actions if a.wave < before and a.digest} & self.plan.gates - self.passed
        self.passed |= gates
        if not gates:
            return
        found = await self._wait_for(gates)
        self.failures += [Failure(key, f"{key} is not ready: {r.reason}") for key, r in found.unready.items()]

    async def _write(self, action: Action) -> None:
        try:
            answer = await self._apply(action, label_member(self.wanted[action.key], self.plan.target.applyset_id))
        except CUT_OFF:
            raise
        except ClusterError as error:
            failure = explain_refusal(action.key, error)
            self.failures.append(failure)
            self.report(ObjectFailed(failure))
            return
        self.written[action.key] = Written.of(answer)
        self.report(ObjectWritten(action))

    async def _apply(self, action: Action, manifest: Manifest) -> Manifest:
        if action.takes_over:
            await self._take_over(action, manifest)
        if action.kind is ActionKind.CHANGE:
            # With its UID, an object that was deleted and made anew since the plan is a conflict.
            manifest = {**manifest, "metadata": {**manifest["metadata"], "uid": action.uid}}
        for attempt in range(NEW_KIND_ATTEMPTS):
            try:
                return await self.client.apply(manifest, force=self.options.force_conflicts)
            except NotFound:
                if attempt + 1 == NEW_KIND_ATTEMPTS or not self._defines(action.key):
                    raise
                await asyncio.sleep(NEW_KIND_PAUSE)
        raise AssertionError("the loop returns or raises")

    def _defines(self, key: ResourceKey) -> bool:
        """Whether the set itself brings the kind."""
        return any(
            other.kind == "CustomResourceDefinition" and other.name.endswith(f".{key.group}") for other in self.wanted
        )

    async def _take_over(self, action: Action, manifest: Manifest) -> None:
        live = await self.client.find(action.key)
        if live is None:
            return
        patch = take_over(live, manifest, is_autoscaled=action.key in self.autoscaled).patch
        if patch:
            await self.client.patch(action.key, patch, patch_type="json")

    async def _prune(self) -> int:
        going = [action for action in self.plan.actions if action.kind is ActionKind.PRUNE]
        gone, failures = await prune(self.client, going, self.options.waiting.timeout, self.report)
        self.failures += failures
        return gone

    async def _wait_for(self, keys: Collection[ResourceKey]) -> Waited:
        # By UID for what this run has not written: its generation is as it was planned, or newer.
        seen = {a.key: Written(a.uid, 0) for a in self.plan.actions if a.uid and a.digest}
        # What is neither there nor written is a run that has ended and is gone: nothing to wait for.
        there = [key for key in keys if key in seen or key in self.written]
        options, target = self.options.waiting, self.plan.target
        return await wait_ready(self.client, there, {**seen, **self.written}, target.applyset_id, options, self.report)

    async def _wait(self, pruned: int) -> Outcome:
        found = await self._wait_for(self.wanted)
        failures = tuple(Failure(key, f"{key} failed: {r.reason}") for key, r in found.failed.items())
        return Outcome(found.result, len(self.written), pruned, failures, found.unready, found.diagnosis)
