"""Make a Plan: ask the API server, in dry runs, what an apply would change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seatrial.compiler.runs import is_run
from seatrial.finding import Finding, Severity
from seatrial.kube.errors import ClusterError, Conflict, Disconnected, Unauthorized, Unreachable
from seatrial.live.observe import Observation, observe
from seatrial.live.refusal import explain_refusal
from seatrial.live.together import together
from seatrial.planner.applyset import (
    PART_OF_LABEL,
    ApplySet,
    find_applyset_problems,
    label_member,
    parent_key,
    read_parent,
    run_names,
)
from seatrial.planner.diff import FieldChange, difference
from seatrial.planner.fields import at, text
from seatrial.planner.order import Order, arrange
from seatrial.planner.ownership import CLIENT_SIDE_MANAGERS, Takeover, owned_fields, take_over
from seatrial.planner.plan import Action, ActionKind, FieldConflict, Plan, Target, digest
from seatrial.planner.prune import DESTRUCTIVE, Departure, PruneLimit, find_departures, find_prune_problem
from seatrial.planner.settled import is_settled
from seatrial.resource import Manifest, Resource, ResourceKey, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from seatrial.kube.client import Client


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How to plan.

    Attributes:
        parent_namespace: where the set's parent Secret lies: a namespace that is there before the first apply.
        destructive: what of the kinds that hold data may be pruned, see `find_departures`.
        prune_limit: how much may be pruned unasked; None for any number.

    """

    parent_namespace: str = "default"
    destructive: Collection[str] = ()
    prune_limit: PruneLimit | None = field(default_factory=PruneLimit)


@dataclass(frozen=True, slots=True)
class _Answer:
    action: Action
    conflicts: tuple[FieldConflict, ...] = ()
    findings: tuple[Finding, ...] = ()


async def make_plan(
    client: Client, resources: Sequence[Resource], *, cluster: str, options: PlanOptions | None = None
) -> Plan:
    """Find out what an apply would do; writes nothing.

    Every object that exists is applied in a dry run, so defaults, admission and field owners are the server's own
    word; only one that `is_settled` needs none. What does not exist yet is a create without asking: its namespace or
    kind may come with the same plan.

    Args:
        client: the cluster.
        resources: everything that is wanted; what the set has beyond it is pruned.
        cluster: `name` of the file.
        options: how.

    Raises:
        ClusterError: the cluster does not answer. What it refuses are findings of the plan.

    """
    options = options or PlanOptions()
    parent = parent_key(cluster, options.parent_namespace)
    observed = await observe(client, resources, parent)
    access = client.access
    target = Target(cluster, access.context, access.server, observed.system_uid, parent, ApplySet(parent).id)
    order = arrange(resources)
    if problems := find_applyset_problems(resources, parent, observed.parent):
        return Plan(target, (), findings=(*problems, *order.findings))
    autoscaled = autoscaled_keys(resources)
    answers = await together(
        _ask(client, resource, observed, target, is_autoscaled=resource.key in autoscaled) for resource in resources
    )
    by_key = {answer.action.key: answer.action for answer in answers}
    writes = [replace(by_key[key], wave=number) for number, wave in enumerate(order.waves) for key in wave]
    departures = find_departures(observed.members, by_key.keys(), destructive=options.destructive)
    limit = options.prune_limit
    too_many = find_prune_problem(departures, len(observed.members), limit) if limit else None
    return Plan(
        target,
        (*writes, *_prunes(departures, observed, order)),
        order.gates,
        tuple(conflict for answer in answers for conflict in answer.conflicts),
        (*order.findings, *(f for answer in answers for f in answer.findings), *((too_many,) if too_many else ())),
        len(observed.members),
    )


async def make_delete_plan(client: Client, *, cluster: str, options: PlanOptions | None = None) -> Plan:
    """Plan to delete the whole set: every member but those that an annotation protects.

    Args:
        client: the cluster.
        cluster: `name` of the file.
        options: how; by default volumes, claims and namespaces go too.

    """
    everything = PlanOptions(destructive=DESTRUCTIVE, prune_limit=None)
    plan = await make_plan(client, (), cluster=cluster, options=options or everything)
    # Nothing has left the file: that all of it goes needs no reason at each object.
    actions = (replace(each, reason="") if each.kind is ActionKind.PRUNE else each for each in plan.actions)
    return replace(plan, actions=tuple(actions))


def autoscaled_keys(resources: Iterable[Resource]) -> frozenset[ResourceKey]:
    """The objects that a HorizontalPodAutoscaler of the set scales."""
    found: set[ResourceKey] = set()
    for resource in resources:
        if resource.kind == "HorizontalPodAutoscaler":
            target = at(resource.manifest, "spec", "scaleTargetRef")
            group, _, _ = text(target, "apiVersion").rpartition("/")
            found.add(ResourceKey(group, text(target, "kind"), resource.namespace, text(target, "name")))
    return frozenset(found)


async def _ask(
    client: Client, resource: Resource, observed: Observation, target: Target, *, is_autoscaled: bool
) -> _Answer:
    """What an apply would do to one object."""
    key, live = resource.key, observed.live.get(resource.key)
    wanted = label_member(resource.manifest, target.applyset_id)
    hashed = digest(resource.manifest, target)
    started = read_parent(target.parent, observed.parent).runs & run_names([resource])
    if live is None and started:
        # A Job that runs once and has been deleted since, by its time to live or by hand: it must not run again.
        return _Answer(Action(ActionKind.UNCHANGED, key, reason="it ran before", digest=hashed))
    if live is None:
        return _Answer(Action(ActionKind.CREATE, key, digest=hashed))
    if problem := _why_not_ours(key, live, target):
        return _Answer(_action(ActionKind.UNCHANGED, key, live, hashed), findings=(problem,))
    if is_run(resource.manifest):
        # Its name stands for what the user wrote; its template cannot change, and need not.
        return _Answer(_action(ActionKind.UNCHANGED, key, live, hashed))
    unchanged = _action(ActionKind.UNCHANGED, key, live, hashed)
    return await _ask_server(client, unchanged, live, wanted, is_autoscaled=is_autoscaled)


async def _ask_server(
    client: Client, unchanged: Action, live: Manifest, wanted: Manifest, *, is_autoscaled: bool
) -> _Answer:
    """What an apply would do to an object that exists and is ours, asked only where it cannot be told without."""
    key = unchanged.key
    takeover = take_over(live, wanted, is_autoscaled=is_autoscaled)
    if not takeover.patch and is_settled(live, wanted):
        return _Answer(unchanged)
    try:
        answer, conflicts = await _dry_run(client, key, wanted)
    except (Unreachable, Disconnected, Unauthorized):
        raise
    except ClusterError as error:
        failure = explain_refusal(key, error)
        problem = Finding(
            code="PLAN007", severity=Severity.ERROR, message=failure.message, fix=failure.fix, resource=key
        )
        return _Answer(unchanged, findings=(problem,))
    changes = tuple(c for c in difference(live, answer) if not (is_autoscaled and c.path == "spec.replicas"))
    return _Answer(_changed(unchanged, live, answer, changes, takeover), conflicts)


def _changed(
    unchanged: Action, live: Manifest, answer: Manifest, changes: tuple[FieldChange, ...], takeover: Takeover
) -> Action:
    """The action for an object that was asked about, after all perhaps with nothing to change."""
    known = {change.path for change in changes}
    changes = (*changes, *(change for change in takeover.removed if change.path not in known))
    owners_change = bool(takeover.patch) or owned_fields(live) != owned_fields(answer)
    if not changes and not owners_change:
        return unchanged
    is_new = not text(live, "metadata", "labels", PART_OF_LABEL)
    reason = "it exists and is taken into the set" if is_new else "" if changes else "only the owners of fields change"
    kind = ActionKind.CHANGE
    return replace(unchanged, kind=kind, changes=changes, reason=reason, takes_over=bool(takeover.patch))


async def _dry_run(client: Client, key: ResourceKey, wanted: Manifest) -> tuple[Manifest, tuple[FieldConflict, ...]]:
    """The server's answer, and the fields of others that stand in the way.

    What would become of those fields is asked in a second, forced dry run.
    """
    try:
        return await client.apply(wanted, dry_run=True), ()
    except Conflict as conflict:
        if not conflict.conflicts:
            raise
        found = tuple(
            FieldConflict(key, manager, name)
            for manager, name in conflict.conflicts
            if manager not in CLIENT_SIDE_MANAGERS
        )
        return await client.apply(wanted, dry_run=True, force=True), found


def _why_not_ours(key: ResourceKey, live: Manifest, target: Target) -> Finding | None:
    """An object that is going away, or that belongs to another set, is not to be written."""
    part_of = text(live, "metadata", "labels", PART_OF_LABEL)
    if text(live, "metadata", "deletionTimestamp"):
        return Finding(
            code="PLAN008",
            severity=Severity.ERROR,
            message=f"{key} is being deleted",
            fix="wait until it is gone, then run this again",
            resource=key,
            why="what is written to it goes with it",
        )
    if part_of and part_of != target.applyset_id:
        return Finding(
            code="PLAN009",
            severity=Severity.ERROR,
            message=f"{key} belongs to another set of objects ({part_of})",
            fix="rename it in one of the two files, or delete it from the other set first",
            resource=key,
            why="two sets that hold the same object prune it from under each other",
        )
    return None


def _action(kind: ActionKind, key: ResourceKey, live: Manifest, hashed: str) -> Action:
    uid, version = text(live, "metadata", "uid"), text(live, "metadata", "resourceVersion")
    return Action(kind, key, uid=uid, resource_version=version, digest=hashed)


def _prunes(departures: Iterable[Departure], observed: Observation, order: Order) -> Iterable[Action]:
    """Prunes behind all writes, in reverse order of dependency; kept objects with them, for the record."""
    found = {departure.key: departure for departure in departures}
    members: Mapping[ResourceKey, Manifest] = {key_of(member): member for member in observed.members}
    waves = arrange([Resource(members[key]) for key in found]).deletion
    for number, wave in enumerate(waves, start=len(order.waves)):
        for key in wave:
            departure = found[key]
            kind = ActionKind.KEEP if departure.kept_because else ActionKind.PRUNE
            yield Action(
                kind,
                key,
                number,
                reason=departure.kept_because or "it is no longer in the file",
                uid=departure.uid,
                resource_version=departure.resource_version,
            )
