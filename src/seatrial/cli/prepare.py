"""From a file to checked resources: what every command that touches a cluster does first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.source import STANDARD_INPUT, Source, open_source, print_problems, secret_values
from seatrial.finding import Finding, Severity, has_errors

if TYPE_CHECKING:
    from seatrial.compiler.context import Context
    from seatrial.resource import Resource, ResourceKey


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, compiled and checked.

    Attributes:
        source: the file.
        context: of the compilation.
        resources: what it compiles to.
        findings: of the file and of the rules, errors included.
        rules_run: how many rules looked.

    """

    source: Source
    context: Context
    resources: tuple[Resource, ...]
    findings: tuple[Finding, ...]
    rules_run: int


def prepare(argument: str | None, option: str | None, *, place: str | None) -> Prepared:
    """Load, compile and check; a file that cannot be compiled ends the command with its problems."""
    from seatrial.checks.engine import check
    from seatrial.checks.ignores import parse_ignores
    from seatrial.checks.inventory import Context as CheckContext
    from seatrial.checks.rulebook import list_rules
    from seatrial.compiler.passes import compile_context, context_at

    source = open_source(argument, option, place=place)
    folder = Path() if source.name in {STANDARD_INPUT, "<stdin>"} else Path(source.name).parent
    values, missing = secret_values(source.cluster, folder)
    context = context_at(source.cluster, place=source.place, secret_values=values)
    resources = compile_context(context)
    ignores = [ignore for name, text in source.loaded.texts.items() for ignore in parse_ignores(text, name)]
    found = check(
        resources,
        source_map=source.loaded.sources,
        ignores=ignores,
        context=CheckContext(local=context.is_local, existing=existing_secrets(context)),
    )
    unread = tuple(
        Finding(
            code="SECRET001",
            severity=Severity.WARNING if context.is_local else Severity.ERROR,
            message=message,
            fix="set it, or declare the secret `existing: true`",
            position=source.loaded.sources.locate(tuple(path.split("."))),
        )
        for message in missing
        for path in [message.partition(":")[0]]
    )
    findings = (*source.loaded.findings, *found, *unread)
    return Prepared(source, context, resources, findings, len(list_rules()))


def prepare_sound(argument: str | None, option: str | None, *, place: str | None) -> Prepared:
    """`prepare`, and stop at errors: nothing that breaks a rule reaches a cluster."""
    prepared = prepare(argument, option, place=place)
    if has_errors(prepared.findings):
        print_problems(prepared.findings)
        raise typer.Exit(ExitCode.DIFFERENT)
    return prepared


def existing_secrets(context: Context) -> frozenset[ResourceKey]:
    """The Secrets that the file says are in the cluster already, in every namespace that could use them."""
    from seatrial.resource import ResourceKey

    cluster = context.cluster
    names = [name for name, secret in cluster.secrets.items() if secret.existing]
    return frozenset(
        ResourceKey("", "Secret", context.namespace(team), name) for team in cluster.teams for name in names
    )
