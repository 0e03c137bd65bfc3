"""A plan as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.planner.plan import ActionKind

if TYPE_CHECKING:
    from rich.console import Console

    from seatrial.planner.plan import Action, Plan

MARKS = {
    ActionKind.CREATE: ("+", "green"),
    ActionKind.CHANGE: ("~", "yellow"),
    ActionKind.PRUNE: ("-", "red"),
    ActionKind.KEEP: ("=", "cyan"),
    ActionKind.UNCHANGED: (" ", "dim"),
}
LONGEST_VALUE = 120
MANY_CREATES = 40
"""Above this a first apply is summed up by kind: nobody reads 300 lines that all say `create`."""


def print_plan(plan: Plan, console: Console) -> None:
    """One line an object, field by field where it changes; what stays as it is, is only counted."""
    from rich.text import Text

    brief = plan.counts[ActionKind.CREATE] > MANY_CREATES
    if brief:
        for kind, number in created_by_kind(plan).items():
            console.print(Text(f"+ create {number} {kind}", style="green"))
    for action in plan.actions:
        if action.kind is ActionKind.UNCHANGED or (brief and action.kind is ActionKind.CREATE):
            continue
        mark, style = MARKS[action.kind]
        reason = f"  ({action.reason})" if action.reason else ""
        console.print(Text(f"{mark} {action.kind.value} {action.key}{reason}", style=style))
        for line in change_lines(action):
            console.print(Text(f"    {line}", style="dim"))
    for conflict in plan.conflicts:
        console.print(Text(f"! conflict {conflict}", style="bold red"))


def created_by_kind(plan: Plan) -> dict[str, int]:
    found: dict[str, int] = {}
    for action in plan.actions:
        if action.kind is ActionKind.CREATE:
            found[action.key.group_kind] = found.get(action.key.group_kind, 0) + 1
    return dict(sorted(found.items()))


def change_lines(action: Action) -> list[str]:
    return [f"{change.path}: {shown(change.before)} → {shown(change.after)}" for change in action.changes]


def shown(value: Any) -> str:
    """A value on one line; None is the field that is not there."""
    import json

    if value is None:
        return "(not set)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "⏎")
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def summary(plan: Plan) -> str:
    """`23 to create, 1 to change, 4 unchanged`; `nothing to do` where all is as the file says."""
    words = {
        ActionKind.CREATE: "to create",
        ActionKind.CHANGE: "to change",
        ActionKind.PRUNE: "to prune",
        ActionKind.KEEP: "kept",
        ActionKind.UNCHANGED: "unchanged",
    }
    counts = plan.counts
    return ", ".join(f"{counts[kind]} {word}" for kind, word in words.items() if counts[kind]) or "nothing to do"
