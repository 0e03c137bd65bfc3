"""A Plan as a JSON document of a documented shape: `apiVersion: seatrial/v1`, `kind: Plan`."""

from __future__ import annotations

from typing import Any

import msgspec

from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.planner.diff import FieldChange
from seatrial.planner.plan import Action, ActionKind, FieldConflict, Plan, Target
from seatrial.resource import ResourceKey

Document = dict[str, Any]
API_VERSION = "seatrial/v1"


class _Shape(msgspec.Struct, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """Camel case as Kubernetes has it, and nothing that the shape does not name."""


class _Key(_Shape):
    kind: str
    name: str
    group: str = ""
    namespace: str = ""


class _Change(_Shape):
    path: str
    before: Any = None
    after: Any = None


class _Action(_Shape):
    action: ActionKind
    object: _Key
    wave: int = 0
    changes: tuple[_Change, ...] = ()
    reason: str = ""
    uid: str = ""
    resource_version: str = ""
    digest: str = ""
    takes_over: bool = False


class _Conflict(_Shape):
    object: _Key
    manager: str
    field: str


class _Position(_Shape):
    file: str
    line: int
    column: int


class _Finding(_Shape):
    code: str
    severity: Severity
    message: str
    fix: str = ""
    position: _Position | None = None
    object: _Key | None = None
    field: str = ""
    why: str = ""


class _Target(_Shape):
    cluster: str
    context: str
    server: str
    system_uid: str
    parent: _Key
    applyset_id: str


class _Summary(_Shape, omit_defaults=False):
    create: int
    change: int
    prune: int
    unchanged: int
    keep: int


class _Plan(_Shape):
    api_version: str
    kind: str
    target: _Target
    summary: _Summary
    actions: tuple[_Action, ...]
    gates: tuple[_Key, ...] = ()
    conflicts: tuple[_Conflict, ...] = ()
    findings: tuple[_Finding, ...] = ()
    members: int = 0


PLAN_SHAPE: type[msgspec.Struct] = _Plan
"""The shape of the whole document, for its published JSON Schema."""


def to_document(plan: Plan) -> Document:
    """The plan as plain JSON values.

    It holds digests of the wanted manifests, not the manifests, and so no secret values.
    """
    t = plan.target
    shape = _Plan(
        api_version=API_VERSION,
        kind="Plan",
        target=_Target(t.cluster, t.context, t.server, t.system_uid, _key(t.parent), t.applyset_id),
        summary=_Summary(**{kind.value: count for kind, count in plan.counts.items()}),
        actions=tuple(_action(action) for action in plan.actions),
        gates=tuple(_key(key) for key in sorted(plan.gates)),
        conflicts=tuple(_Conflict(_key(c.key), c.manager, c.field) for c in plan.conflicts),
        findings=tuple(_finding(finding) for finding in plan.findings),
        members=plan.members,
    )
    return msgspec.to_builtins(shape)


def dump_plan(plan: Plan) -> bytes:
    """The plan as indented JSON; write it to a file of mode 0600."""
    return msgspec.json.format(msgspec.json.encode(to_document(plan), order="sorted"), indent=2) + b"\n"


def load_plan(data: bytes) -> Plan | Finding:
    """Read what `dump_plan` wrote; a Finding where the bytes are not a plan."""
    try:
        shape = msgspec.json.decode(data, type=_Plan)
    except (msgspec.DecodeError, RecursionError) as error:
        return _not_a_plan(str(error))
    if (shape.api_version, shape.kind) != (API_VERSION, "Plan"):
        return _not_a_plan(f"it is {shape.kind} {shape.api_version}")
    t = shape.target
    return Plan(
        Target(t.cluster, t.context, t.server, t.system_uid, _read_key(t.parent), t.applyset_id),
        tuple(_read_action(action) for action in shape.actions),
        frozenset(_read_key(key) for key in shape.gates),
        tuple(FieldConflict(_read_key(c.object), c.manager, c.field) for c in shape.conflicts),
        tuple(_read_finding(finding) for finding in shape.findings),
        shape.members,
    )


def _not_a_plan(why: str) -> Finding:
    return Finding(
        code="PLAN006",
        severity=Severity.ERROR,
        message=f"this is not a saved plan: {why}",
        fix="save one with: seatrial diff --save plan.json",
    )


def _key(key: ResourceKey) -> _Key:
    return _Key(key.kind, key.name, key.group, key.namespace)


def _read_key(key: _Key) -> ResourceKey:
    return ResourceKey(key.group, key.kind, key.namespace, key.name)


def _action(a: Action) -> _Action:
    changes = tuple(_Change(change.path, change.before, change.after) for change in a.changes)
    return _Action(a.kind, _key(a.key), a.wave, changes, a.reason, a.uid, a.resource_version, a.digest, a.takes_over)


def _read_action(a: _Action) -> Action:
    changes = tuple(FieldChange(change.path, change.before, change.after) for change in a.changes)
    key = _read_key(a.object)
    return Action(a.action, key, a.wave, changes, a.reason, a.uid, a.resource_version, a.digest, a.takes_over)


def _finding(f: Finding) -> _Finding:
    position = _Position(f.position.file, f.position.line, f.position.column) if f.position else None
    target = _key(f.resource) if f.resource else None
    return _Finding(f.code, f.severity, f.message, f.fix, position, target, f.field, f.why)


def _read_finding(f: _Finding) -> Finding:
    return Finding(
        code=f.code,
        severity=f.severity,
        message=f.message,
        fix=f.fix,
        position=Position(f.position.file, f.position.line, f.position.column) if f.position else None,
        resource=_read_key(f.object) if f.object else None,
        field=f.field,
        why=f.why,
    )
