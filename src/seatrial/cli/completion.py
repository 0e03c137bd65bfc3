"""What the shell completes beside commands and options: it never fails, at worst it offers nothing."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING

import typer  # noqa: TC002  typer reads the types of the parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from seatrial.spec.cluster import Cluster


def completes(names: Callable[[typer.Context], Iterable[str]]) -> Callable[[typer.Context, str], list[str]]:
    """Offer those of the names that begin with what is typed."""

    @wraps(names, assigned=("__name__", "__doc__"), updated=())
    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            return [name for name in names(ctx) if name.startswith(incomplete)]
        except Exception:  # noqa: BLE001  a message in the middle of a command line helps nobody
            return []

    del complete.__wrapped__  # pyright: ignore[reportFunctionMemberAccess]  # typer would read its parameters
    return complete


@completes
def contexts(ctx: typer.Context) -> Iterable[str]:
    """The contexts of the kubeconfig."""
    from seatrial.cli.connection import known_contexts

    del ctx
    return known_contexts()


@completes
def places(ctx: typer.Context) -> Iterable[str]:
    """The places of the file."""
    return sorted({"local", *_cluster(ctx).places})


@completes
def workloads(ctx: typer.Context) -> Iterable[str]:
    """The services and jobs of the file."""
    cluster = _cluster(ctx)
    return (*cluster.services, *cluster.jobs)


@completes
def namespaces(ctx: typer.Context) -> Iterable[str]:
    """The namespaces that the file makes."""
    from seatrial.compiler.passes import compile_cluster

    return sorted({resource.namespace for resource in compile_cluster(_cluster(ctx)) if resource.namespace})


@completes
def local_clusters(ctx: typer.Context) -> Iterable[str]:
    """The clusters on this machine."""
    from seatrial.local.paths import Paths
    from seatrial.local.status import list_clusters

    del ctx
    return [cluster.name for cluster in list_clusters(paths=Paths.from_environment(os.environ))]


@completes
def components(ctx: typer.Context) -> Iterable[str]:
    """What of a local cluster has a log."""
    from seatrial.local.commands import COMPONENTS

    del ctx
    return (*COMPONENTS, "supervisor", "audit")


@completes
def rules(ctx: typer.Context) -> Iterable[str]:
    """The codes of the rules."""
    from seatrial.checks.rulebook import list_rules

    del ctx
    return [rule.code for rule in list_rules()]


def _cluster(ctx: typer.Context) -> Cluster:
    """The file that the command line names so far."""
    from seatrial.cli.source import read_source

    # Behind an option that still waits for its value the parser leaves arguments unassigned.
    file = ctx.params.get("file") or next((each for each in ctx.args if not each.startswith("-")), None)
    _, loaded = read_source(file, ctx.params.get("file_option"), place=None)
    assert loaded.cluster
    return loaded.cluster
