"""Run rules over resources; problems come back as findings at the line that made them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from seatrial.checks.ignores import Ignore, apply_ignores
from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.position import written_from
from seatrial.checks.rule import CONTAINERS, EVERYTHING, OBJECT, PODS, Hit, Rule
from seatrial.checks.rulebook import list_rules
from seatrial.finding import Finding, sort_findings
from seatrial.location import SourceMap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from seatrial.checks.view import Object
    from seatrial.location import SpecPath
    from seatrial.resource import Resource

Found = tuple[Rule, Hit, "Object | None"]


def check(
    resources: Sequence[Resource],
    *,
    rules: Iterable[Rule] | None = None,
    source_map: SourceMap | None = None,
    ignores: Sequence[Ignore] = (),
    context: Context | None = None,
) -> tuple[Finding, ...]:
    """Everything in the resources that breaks a rule, in the order of the file.

    Args:
        resources: the whole set: rules across objects take what is not in it as missing.
        rules: which rules; all by default.
        source_map: positions of the file the resources were compiled from.
        ignores: its ignore comments, from `parse_ignores`.
        context: what manifests do not say; by default a cluster that is not local and holds nothing yet.

    """
    chosen = list_rules() if rules is None else tuple(rules)
    positions = source_map or SourceMap()
    inventory = Inventory(resources, context or Context())
    located = [_locate(found, positions) for found in _run(chosen, inventory)]
    codes = frozenset(rule.code for rule in chosen)
    if ignores:
        return sort_findings(apply_ignores(located, ignores, positions, codes))
    return sort_findings(finding for finding, _ in located)


def _run(rules: Sequence[Rule], inventory: Inventory) -> Iterator[Found]:
    """Each object, pod and container is visited once and shown to the rules that look at its kind."""
    pod_rules = [rule for rule in rules if rule.scope is PODS]
    container_rules = [rule for rule in rules if rule.scope is CONTAINERS]
    object_rules = _by_kind([rule for rule in rules if rule.scope.name == OBJECT])
    for thing in inventory.objects:
        yield from _apply(object_rules(thing.kind), thing, thing)
        for pod in thing.pods:
            yield from _apply(pod_rules, pod, thing)
            for container in pod.containers:
                yield from _apply(container_rules, container, thing)
    yield from _apply([rule for rule in rules if rule.scope is EVERYTHING], inventory, None)


def _apply(rules: Sequence[Rule], looked_at: Any, owner: Object | None) -> Iterator[Found]:
    for rule in rules:
        for hit in rule.check(looked_at):
            yield rule, hit, hit.object or owner


def _by_kind(rules: Sequence[Rule]) -> Callable[[str], Sequence[Rule]]:
    @cache
    def of_kind(kind: str) -> Sequence[Rule]:
        return [rule for rule in rules if not rule.scope.kinds or kind in rule.scope.kinds]

    return of_kind


def _locate(found: Found, positions: SourceMap) -> tuple[Finding, SpecPath]:
    rule, hit, thing = found
    path = written_from(thing.resource, hit.field) if thing else ()
    finding = Finding(
        code=rule.code,
        severity=rule.severity,
        message=hit.message,
        fix=hit.fix,
        position=positions.locate(path),
        resource=thing.key if thing else None,
        field=hit.field,
        why=rule.why,
    )
    return finding, path
