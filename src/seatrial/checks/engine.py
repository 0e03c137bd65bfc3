"""Run rules over resources and Dockerfiles; problems come back as findings at the line that made them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from seatrial.checks.annotations import read_annotations
from seatrial.checks.comments import place
from seatrial.checks.fingerprint import Anchors
from seatrial.checks.ignores import apply_ignores
from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.position import written_from
from seatrial.checks.rule import CONTAINERS, DOCKERFILES, EVERYTHING, OBJECT, PODS, Hit, Rule
from seatrial.checks.selection import Selection, select
from seatrial.finding import Finding, Severity, sort_findings
from seatrial.location import Position, SourceMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from seatrial.checks.comments import Comment
    from seatrial.checks.view import Object
    from seatrial.dockerfile.view import Dockerfile
    from seatrial.edit import Edit
    from seatrial.location import Locates
    from seatrial.resource import Resource

Found = tuple[Rule, Hit, "Object | None"]


def check(
    resources: Sequence[Resource],
    *,
    rules: Iterable[Rule] | Selection | None = None,
    source_map: SourceMap | None = None,
    ignores: Sequence[Comment] = (),
    context: Context | None = None,
) -> tuple[Finding, ...]:
    """Everything in the resources that breaks a rule, in the order of the file.

    Args:
        resources: the whole set: rules across objects take what is not in it as missing.
        rules: which rules, and how bad each is; by default the production profile.
        source_map: positions of the file the resources were compiled from.
        ignores: its ignore comments, from `parse_ignores`.
        context: what manifests do not say; by default a cluster that is not local and holds nothing yet.

    """
    context = context or Context()
    selection = rules if isinstance(rules, Selection) else _selection(rules, context)
    positions = source_map or SourceMap()
    inventory = Inventory(resources, context)
    located = find(inventory, selection, positions)
    decided = [*place(ignores, positions), *read_annotations(inventory.objects, positions)]
    return sort_findings(apply_ignores(located, decided, selection.codes, context.today).findings)


def _selection(rules: Iterable[Rule] | None, context: Context) -> Selection:
    return select(live=context.live) if rules is None else Selection(tuple(rules))


def find(
    inventory: Inventory, selection: Selection, positions: Locates, part: slice = slice(None)
) -> Iterator[Finding]:
    """What breaks a rule, as it is found.

    Args:
        inventory: all objects.
        selection: the rules.
        positions: where the objects' fields are written.
        part: the objects to show to the rules that look at one object; those that look at the whole set run with
            the part that holds the first object.

    """
    run = _Run(selection, inventory.context, positions)
    for rule, hit, thing in _run(selection.rules, inventory, part):
        yield run.locate(rule, hit, thing)


def check_dockerfile(dockerfile: Dockerfile, selection: Selection) -> tuple[Finding, ...]:
    """Everything in a Dockerfile that breaks a rule, in its order."""
    rules = [rule for rule in selection.rules if rule.scope is DOCKERFILES]
    return sort_findings(
        Finding(
            code=rule.code,
            severity=selection.severities.get(rule.code) or hit.severity or rule.severity,
            message=hit.message,
            fix=hit.fix,
            position=Position(dockerfile.name, *(hit.at or (1, 1))),
            field=hit.field,
            why=rule.why,
            aliases=rule.aliases,
            replace=hit.replace,
        )
        for rule in rules
        for hit in rule.check(dockerfile)
    )


def _run(rules: Sequence[Rule], inventory: Inventory, part: slice) -> Iterator[Found]:
    """Each object, pod and container is visited once and shown to the rules that look at its kind."""
    pod_rules = [rule for rule in rules if rule.scope is PODS]
    container_rules = [rule for rule in rules if rule.scope is CONTAINERS]
    object_rules = _by_kind([rule for rule in rules if rule.scope.name == OBJECT])
    for thing in inventory.objects[part]:
        yield from _apply(object_rules(thing.kind), thing, thing)
        for pod in thing.pods:
            yield from _apply(pod_rules, pod, thing)
            for container in pod.containers:
                yield from _apply(container_rules, container, thing)
    if not part.start:
        yield from _apply([rule for rule in rules if rule.scope is EVERYTHING], inventory, None)


def _apply(rules: Sequence[Rule], looked_at: Any, owner: Object | None) -> Iterator[Found]:
    for rule in rules:
        try:
            for hit in rule.check(looked_at):
                yield rule, hit, hit.object or owner
        except Exception as error:  # noqa: BLE001  one rule, perhaps a user's own, must not hide what the others find
            message = f"the rule {rule.code} stopped here: {type(error).__name__}: {error}"
            yield FAILED, Hit("", message, "report it, or mend the rule if it is your own"), owner


FAILED = Rule(
    "RUL001", "rules-finish", Severity.WARNING, EVERYTHING, lambda _: (),
    "A rule looks at everything.\n\n## Why\nWhat a rule has not looked at may be wrong. That is all.",
)  # fmt: skip
"""Stands for a rule that raised."""


def _absolute(edits: tuple[Edit, ...], resource: Resource) -> tuple[Edit, ...]:
    """The edits with paths in the files; none where the object was compiled, and its fields are nowhere written."""
    if "" not in resource.fields:
        return ()
    return tuple(replace(edit, path=(*resource.source, *edit.path)) for edit in edits)


def _by_kind(rules: Sequence[Rule]) -> Callable[[str], Sequence[Rule]]:
    @cache
    def of_kind(kind: str) -> Sequence[Rule]:
        return [rule for rule in rules if not rule.scope.kinds or kind in rule.scope.kinds]

    return of_kind


class _Run:
    """Turns hits into findings."""

    def __init__(self, selection: Selection, context: Context, positions: Locates) -> None:
        self.severities = selection.severities
        self.complete = context.complete
        self.positions = positions
        self.anchors = Anchors()

    def locate(self, rule: Rule, hit: Hit, thing: Object | None) -> Finding:
        path = written_from(thing.resource, hit.field) if thing else ()
        return Finding(
            code=rule.code,
            severity=self._severity(rule, hit),
            message=hit.message if self.complete or not rule.absence else f"{hit.message} among the checked files",
            fix=hit.fix,
            position=self.positions.locate(path),
            resource=thing.key if thing else None,
            field=hit.field,
            why=rule.why,
            aliases=rule.aliases,
            path=path,
            edits=_absolute(hit.edits, thing.resource) if hit.edits and thing else (),
            anchor=self.anchors.of(thing.resource.manifest, hit.field) if thing else "",
        )

    def _severity(self, rule: Rule, hit: Hit) -> Severity:
        chosen = self.severities.get(rule.code)
        if chosen:
            return chosen
        severity = hit.severity or rule.severity
        # What a rule misses in some files may be in others, or in the cluster.
        return Severity.WARNING if rule.absence and not self.complete and severity is Severity.ERROR else severity
