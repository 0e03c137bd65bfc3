"""From a file to checked resources: what every command that touches a cluster does first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.cli.failure import FoundProblemsError
from seatrial.cli.source import Source, at, read_source
from seatrial.finding import has_errors

if TYPE_CHECKING:
    from datetime import date

    from seatrial.checks.selection import Selection
    from seatrial.compiler.context import Context
    from seatrial.finding import Finding
    from seatrial.resource import Resource, ResourceKey
    from seatrial.spec.load import Loaded


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, compiled and checked.

    Attributes:
        source: the file.
        context: of the compilation.
        resources: what it compiles to.
        rules_run: how many rules looked.

    """

    source: Source
    context: Context
    resources: tuple[Resource, ...]
    rules_run: int


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that is to be said about a file.

    Attributes:
        name: of the file.
        findings: of the file, of its secrets and of the rules.
        prepared: None where the file has errors of its own, so that there was nothing to compile.

    """

    name: str
    findings: tuple[Finding, ...]
    prepared: Prepared | None = None


def examine(argument: str | None, option: str | None, *, place: str | None) -> Examined:
    """Load, compile and check, as far as the file allows."""
    name, loaded = read_source(argument, option, place=place)
    return examine_loaded(name, loaded, place=place)


def examine_loaded(
    name: str, loaded: Loaded, *, place: str | None, selection: Selection | None = None, today: date | None = None
) -> Examined:
    """Compile and check a loaded file, under the production profile if no rules are chosen."""
    from seatrial.checks.comments import parse_ignores
    from seatrial.checks.engine import check
    from seatrial.checks.inventory import Context as CheckContext
    from seatrial.checks.selection import select
    from seatrial.cli.secrets import read_secrets
    from seatrial.compiler.passes import compile_context, context_at

    if loaded.cluster is None or has_errors(loaded.findings):
        return Examined(name, loaded.findings)
    selection = selection or select()
    source = at(name, loaded, loaded.cluster, place)
    values, unread = read_secrets(source)
    context = context_at(source.cluster, place=source.place, secret_values=values)
    resources = compile_context(context)
    broken = check(
        resources,
        rules=selection,
        source_map=loaded.sources,
        ignores=[ignore for file, text in loaded.texts.items() for ignore in parse_ignores(text, file)],
        context=CheckContext(
            local=context.is_local,
            existing=existing_secrets(context),
            kubernetes=f"1.{context.version.minor}",
            today=today,
        ),
    )
    findings = (*loaded.findings, *unread, *broken)
    return Examined(name, findings, Prepared(source, context, resources, len(selection.rules)))


def prepare(argument: str | None, option: str | None, *, place: str | None) -> Prepared:
    """What the file compiles to, whatever the rules say of it.

    Raises:
        FoundProblemsError: the file has errors of its own.

    """
    examined = examine(argument, option, place=place)
    if examined.prepared is None:
        raise FoundProblemsError(examined.findings, examined.name)
    return examined.prepared


def prepare_sound(
    argument: str | None, option: str | None, *, place: str | None
) -> tuple[Prepared, tuple[Finding, ...]]:
    """What the file compiles to and its warnings: nothing that breaks a rule reaches a cluster.

    Raises:
        FoundProblemsError: the file has errors, or its resources break a rule.

    """
    examined = examine(argument, option, place=place)
    if examined.prepared is None or has_errors(examined.findings):
        raise FoundProblemsError(examined.findings, examined.name)
    return examined.prepared, examined.findings


def existing_secrets(context: Context) -> frozenset[ResourceKey]:
    """The Secrets that the file says are in the cluster already, in every namespace that could use them."""
    from seatrial.resource import ResourceKey

    cluster = context.cluster
    names = [name for name, secret in cluster.secrets.items() if secret.existing]
    return frozenset(
        ResourceKey("", "Secret", context.namespace(team), name) for team in cluster.teams for name in names
    )
