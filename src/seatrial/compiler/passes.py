"""The compiler: a cluster goes through an ordered tuple of emitters, then through the finishing passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from seatrial.compiler.context import Context
from seatrial.compiler.emit import (
    access,
    accounts,
    classes,
    configuration,
    disruption,
    endpoints,
    exposure,
    jobs,
    metrics,
    namespaces,
    network,
    priority,
    quotas,
    runtime,
    scaling,
    services,
    volumes,
)
from seatrial.compiler.order import position
from seatrial.compiler.patch import patched
from seatrial.spec.overrides import at_place, cloud_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.compiler.context import SecretValues
    from seatrial.resource import Resource
    from seatrial.spec.cluster import Cluster


class Emitter(Protocol):
    """Writes the objects of one component; looks at nothing but the context."""

    def __call__(self, context: Context) -> Iterable[Resource]: ...


PASSES: tuple[Emitter, ...] = (
    # Cluster-wide classes first: pods and claims refer to them by name.
    priority.emit,
    runtime.emit,
    classes.emit,
    # Everything else lives in a team's namespace.
    namespaces.emit,
    # What holds the namespace in, before anything runs in it: the API server applies a quota only to what comes later.
    quotas.emit,
    access.emit,
    network.emit,
    # What pods mount and read: a pod that starts before them waits, and shows an alarming event.
    configuration.emit,
    volumes.emit,
    # Accounts before the pods that run as them: admission refuses a pod whose account does not exist.
    accounts.emit,
    # Addresses before the pods behind them, so that a name resolves when the first pod asks for it.
    endpoints.emit,
    # The workloads.
    services.emit,
    jobs.emit,
    # What refers to workloads by name or label: without them it would report a missing target.
    scaling.emit,
    disruption.emit,
    metrics.emit,
    # The way in last: nobody is let in before there is something to answer.
    exposure.emit,
)


def compile_cluster(
    cluster: Cluster, *, place: str = "local", secret_values: SecretValues | None = None
) -> tuple[Resource, ...]:
    """The Kubernetes objects of a cluster at a place; the same objects in the same order for the same input.

    Args:
        cluster: a cluster without errors. One with errors compiles too, to objects that lack what is wrong.
        place: `local` or a key of `places`.
        secret_values: values of the cluster's own secrets, (secret, key) → value; a missing one is left out.

    """
    return compile_context(context_at(cluster, place=place, secret_values=secret_values))


def context_at(cluster: Cluster, *, place: str = "local", secret_values: SecretValues | None = None) -> Context:
    """What the emitters look at, with the overrides of the place laid over the cluster."""
    return Context(at_place(cluster, place), place, cloud_of(cluster, place), secret_values or {})


def compile_context(context: Context) -> tuple[Resource, ...]:
    """Every emitter in turn, then the finishing passes: the file's own patches, and the order."""
    written = (resource for emit in PASSES for resource in emit(context))
    return tuple(sorted((_patched(context, resource) for resource in written), key=position))


def _patched(context: Context, resource: Resource) -> Resource:
    """The objects of a service or job with its `patch` laid over them: the file has the last word."""
    section = context.cluster.services if resource.source[0] == "services" else context.cluster.jobs
    if resource.source[0] not in {"services", "jobs"}:
        return resource
    workload = section[str(resource.source[1])]
    return patched(resource, workload) if workload.patch else resource
