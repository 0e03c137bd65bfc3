"""Which cluster a command talks to: `--context`, the place's own context, or the local cluster of the file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.kube.access import ClusterAccess
    from seatrial.spec.cluster import Cluster

LOCAL_PREFIX = "seatrial-"
"""What `seatrial up` calls its contexts: `seatrial-<name>`."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where to, and how it was chosen."""

    access: ClusterAccess
    context: str
    is_local: bool


def choose_connection(cluster: Cluster, *, place: str, context: str | None, kubeconfig: Path | None) -> Connection:
    """The cluster of a place.

    `--context` has the last word; else the place names its context; else, for `local`, it is the cluster that
    `seatrial up` started; else the kubeconfig's current context is refused, because guessing a production cluster is
    how accidents happen.

    Raises:
        SeatrialError: nothing says which cluster is meant.

    """
    from seatrial.errors import SeatrialError

    chosen = context or context_named_by(cluster, place)
    if chosen:
        return Connection(load(chosen, kubeconfig), chosen, is_local=False)
    if place != "local":
        raise SeatrialError(
            f"the place {place} does not say which cluster it is",
            fix=f"give --context, or write places.{place}.context",
        )
    chosen = f"{LOCAL_PREFIX}{cluster.name}"
    try:
        return Connection(load(chosen, kubeconfig), chosen, is_local=True)
    except SeatrialError as error:
        from seatrial.cli.failure import clause

        fix = "start it with `seatrial up`, or name another cluster with --context"
        raise SeatrialError(f"the local cluster {cluster.name} is not up: {clause(error.message)}", fix=fix) from error


def context_named_by(cluster: Cluster, place: str) -> str:
    found = cluster.places.get(place)
    if not found:
        return ""
    return found.context or (found.existing.context if found.existing else "")


def load(context: str, kubeconfig: Path | None) -> ClusterAccess:
    from seatrial.kube.kubeconfig import load_access

    return load_access(environment=os.environ, home=Path.home(), kubeconfig=kubeconfig, context=context)


def known_contexts() -> list[str]:
    """Names of the kubeconfig's contexts; none where it cannot be read, since completion must not fail."""
    from seatrial.errors import SeatrialError
    from seatrial.kube.kubeconfig import read_kubeconfig

    try:
        return sorted(read_kubeconfig(environment=os.environ, home=Path.home()).contexts)
    except SeatrialError:
        return []
