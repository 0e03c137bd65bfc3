"""What an apply will do, as a value: shown, saved, compared, and carried out only if it still holds."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from seatrial.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.planner.diff import FieldChange
    from seatrial.resource import Manifest, ResourceKey


class ActionKind(StrEnum):
    """What happens to an object. `keep`: it left the file but is protected from prune."""

    CREATE = "create"
    CHANGE = "change"
    PRUNE = "prune"
    UNCHANGED = "unchanged"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Action:
    """What happens to one object.

    Attributes:
        kind: what.
        key: the object.
        wave: its place in the order, from 0; prunes have waves of their own, carried out after all others.
        changes: field by field, for `change`.
        reason: why, where it does not go without saying.
        uid: of the live object as seen; empty for `create`.
        resource_version: of the live object as seen; empty for `create`.
        digest: of the wanted manifest; empty for `prune` and `keep`.
        takes_over: whether fields must change owners first, see `seatrial.planner.ownership`.

    """

    kind: ActionKind
    key: ResourceKey
    wave: int = 0
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    uid: str = ""
    resource_version: str = ""
    digest: str = ""
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that another manager owns with another value."""

    key: ResourceKey
    manager: str
    field: str

    def __str__(self) -> str:
        return f"{self.key}: {self.field} belongs to {self.manager}"


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan was made for.

    Attributes:
        cluster: `name` of the file.
        context: of the kubeconfig; empty for a connection without one.
        server: the URL.
        system_uid: UID of the namespace kube-system, the only thing that tells two clusters apart for certain.
        parent: the parent object of the ApplySet.
        applyset_id: its id.

    """

    cluster: str
    context: str
    server: str
    system_uid: str
    parent: ResourceKey
    applyset_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply will do.

    Attributes:
        target: where.
        actions: in the order in which they are carried out.
        gates: objects that must be ready before the wave after theirs.
        conflicts: fields of others; the plan is carried out only where these may be forced.
        findings: what stops the plan (errors), and what should be known (warnings).
        members: how many live members the set had.

    """

    target: Target
    actions: tuple[Action, ...]
    gates: frozenset[ResourceKey] = frozenset()
    conflicts: tuple[FieldConflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    members: int = 0

    @property
    def counts(self) -> Mapping[ActionKind, int]:
        """How many actions of each kind, zeros included."""
        found = Counter(action.kind for action in self.actions)
        return {kind: found[kind] for kind in ActionKind}

    @property
    def is_empty(self) -> bool:
        """Whether the cluster already is what the file says."""
        return all(action.kind in {ActionKind.UNCHANGED, ActionKind.KEEP} for action in self.actions)


def digest(manifest: Manifest, target: Target) -> str:
    """SHA-256 of a wanted manifest in canonical JSON, salted with the target.

    The salt keeps a Secret's digest from being looked up in a table; a plan file is still written 0600.
    """
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{target.system_uid}\n{target.applyset_id}\n{canonical}".encode()).hexdigest()


def find_staleness(saved: Plan, fresh: Plan) -> tuple[Finding, ...]:
    """Why a saved plan must not be carried out: every way in which a plan made now differs from it.

    Comparing with a fresh plan, not resourceVersions, because those move with every status write of a healthy
    object; what counts is whether what would happen now is what was shown.
    """
    if saved.target != fresh.target:
        was, now = saved.target, fresh.target
        return (
            _stale(
                f"the plan is for {was.cluster} on {was.server} (kube-system {was.system_uid}), "
                f"this is {now.cluster} on {now.server} (kube-system {now.system_uid})"
            ),
        )
    before, after = _by_key(saved.actions), _by_key(fresh.actions)
    moved = [
        _stale(reason, key)
        for key in sorted({*before, *after})
        if (reason := _why_moved(before.get(key), after.get(key)))
    ]
    if set(saved.conflicts) != set(fresh.conflicts):
        moved.append(_stale("the fields in conflict with other managers are others now"))
    return tuple(moved)


def _by_key(actions: Iterable[Action]) -> dict[ResourceKey, Action]:
    return {action.key: action for action in actions}


def _why_moved(was: Action | None, now: Action | None) -> str:
    if was is None:
        return "an object is newly part of the plan"
    if now is None:
        return f"{was.key} is no longer part of the plan"
    moved = (
        (was.digest != now.digest, f"the file now says something else for {was.key}"),
        (was.uid != now.uid, f"{was.key} was deleted or created since"),
        (was.kind != now.kind, f"{was.key} was to {was.kind}, now it would {now.kind}"),
        (was.changes != now.changes, f"{was.key} changed in the cluster since"),
    )
    return next((why for is_moved, why in moved if is_moved), "")


def _stale(message: str, key: ResourceKey | None = None) -> Finding:
    return Finding(
        code="PLAN005", severity=Severity.ERROR, message=message, fix="make the plan again and look at it", resource=key
    )
