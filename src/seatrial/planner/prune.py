"""What left the file and goes from the cluster, and what is protected from going."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seatrial.finding import Finding, Severity
from seatrial.planner.fields import items, mapping, text
from seatrial.resource import Manifest, ResourceKey, key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

PROTECTING: Mapping[str, frozenset[str]] = {
    "seatrial.dev/prune": frozenset({"false"}),
    "helm.sh/resource-policy": frozenset({"keep"}),
    "argocd.argoproj.io/sync-options": frozenset({"Prune=false", "Prune=confirm"}),
    "kustomize.toolkit.fluxcd.io/prune": frozenset({"disabled"}),
    "client.lifecycle.config.k8s.io/deletion": frozenset({"detach"}),
    "cli-utils.sigs.k8s.io/on-remove": frozenset({"keep"}),
    "kapp.k14s.io/delete-strategy": frozenset({"orphan"}),
}
"""Annotation → values with which its tool, and so also Seatrial, keeps the object."""

DESTRUCTIVE = frozenset({"Namespace", "CustomResourceDefinition", "PersistentVolume", "PersistentVolumeClaim"})
"""Kinds whose deletion takes data or other objects with it."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A member that the file does not name any more.

    Attributes:
        key: the object.
        uid: of the live object; the deletion is refused when it is another by then.
        resource_version: as seen.
        kept_because: why it stays; empty when it is pruned.

    """

    key: ResourceKey
    uid: str
    resource_version: str
    kept_because: str = ""


@dataclass(frozen=True, slots=True)
class PruneLimit:
    """How much a plan may delete unasked: more than `count` members and more than `percent` of them needs a word.

    Both must be exceeded: one of two objects is 50 %, and 30 of 10,000 is routine.
    """

    count: int = 10
    percent: int = 20


def find_departures(
    members: Iterable[Manifest], wanted: Collection[ResourceKey], *, destructive: Collection[str] = ()
) -> tuple[Departure, ...]:
    """The members that are not wanted, each pruned or with the reason why it is kept.

    Args:
        members: live objects with the set's label.
        wanted: the keys that the file names.
        destructive: what of the kinds in `DESTRUCTIVE` may go all the same: `PersistentVolumeClaim` for all,
            `PersistentVolumeClaim/data` for one.

    """
    live = sorted(((key_of(m), _uid(m), m) for m in members), key=lambda found: found[:2])
    # The same object can be listed under two API groups (Ingress in its old group): the UID tells.
    present = {uid for key, uid, _ in live if key in wanted} - {""}
    found = [
        Departure(key, uid, text(member, "metadata", "resourceVersion"), why_kept(key, member, destructive=destructive))
        for key, uid, member in live
        if key not in wanted and uid not in present
    ]
    return tuple(_keep_inhabited(found, wanted))


def _uid(member: Manifest) -> str:
    return text(member, "metadata", "uid")


def _keep_inhabited(departures: Iterable[Departure], wanted: Collection[ResourceKey]) -> Iterator[Departure]:
    """Keep each Namespace that something stays in: deleting it would delete that too."""
    found = tuple(departures)
    staying = [*wanted, *(departure.key for departure in found if departure.kept_because)]
    inhabitants = {key.namespace: key for key in staying if key.namespace}
    for departure in found:
        inhabitant = inhabitants.get(departure.key.name) if departure.key.kind == "Namespace" else None
        yield replace(departure, kept_because=f"it holds {inhabitant}") if inhabitant else departure


def why_kept(key: ResourceKey, member: Manifest, *, destructive: Collection[str] = ()) -> str:
    """Why an object is protected from prune; empty when it is not."""
    annotations = mapping(member, "metadata", "annotations")
    for name, values in PROTECTING.items():
        given = {part.strip() for part in text(annotations, name).split(",")}
        if found := sorted(given & values):
            return f"annotation {name}: {found[0]}"
    for owner in items(member, "metadata", "ownerReferences"):
        if owner.get("controller"):
            # A controller copies its object's labels, the set's with them; garbage collection takes these along.
            return f"it belongs to {text(owner, 'kind')} {text(owner, 'name')}"
    if key.kind in DESTRUCTIVE and not {key.kind, f"{key.kind}/{key.name}"} & set(destructive):
        return f"deleting a {key.kind} destroys what is in it; ask with --prune-destructive {key.kind}/{key.name}"
    return ""


def find_prune_problem(departures: Collection[Departure], members: int, limit: PruneLimit) -> Finding | None:
    """The finding for a plan that would delete suspiciously much: usually the wrong file or the wrong cluster.

    Args:
        departures: as `find_departures` gave them.
        members: how many live members the set has.
        limit: what may go unasked.

    """
    going = sum(not departure.kept_because for departure in departures)
    if going <= limit.count or going * 100 <= limit.percent * members:
        return None
    return Finding(
        code="PLAN004",
        severity=Severity.ERROR,
        message=f"this would delete {going} of {members} objects",
        fix="check that file and cluster belong together, then confirm with --prune-all",
        why=f"more than {limit.count} objects and more than {limit.percent} % of the set",
    )
