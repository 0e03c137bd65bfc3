"""What a cluster holds now of a set of objects: its members, and whatever else stands where ours are to stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.kube.errors import Forbidden, NotFound
from seatrial.live.together import together
from seatrial.planner.applyset import PART_OF_LABEL, ApplySet, read_parent
from seatrial.planner.fields import text
from seatrial.resource import ResourceKey, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.kube.client import Client
    from seatrial.kube.discovery import ApiType
    from seatrial.resource import Manifest, Resource

SYSTEM = ResourceKey("", "Namespace", "", "kube-system")
LISTED_FROM = 4
"""From this many unknown objects of one kind in one namespace, one list is cheaper than a request for each."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A cluster as seen.

    Attributes:
        system_uid: UID of the namespace kube-system.
        parent: the live parent of the set; None before the first apply.
        members: live objects with the set's label.
        live: the live form of each wanted object that exists.

    """

    system_uid: str
    parent: Manifest | None
    members: tuple[Manifest, ...]
    live: Mapping[ResourceKey, Manifest]


async def observe(client: Client, resources: Sequence[Resource], parent: ResourceKey) -> Observation:
    """Look at everything that a plan needs, with as few requests as it takes, all at once.

    Args:
        client: the cluster.
        resources: what is wanted.
        parent: the parent object of the set.

    Raises:
        ClusterError: the cluster does not answer, or refuses to show what has to be seen.

    """
    system, live_parent = await together(client.find(key) for key in (SYSTEM, parent))
    wanted = {resource.key: resource.manifest for resource in resources}
    known = read_parent(parent, live_parent)
    kinds = dict.fromkeys((_parse_group_kind(name) for name in known.group_kinds), "")
    # In the version that the file is written in: another one would show its conversions as changes.
    kinds.update({(r.key.group, r.kind): r.manifest["apiVersion"].rpartition("/")[2] for r in resources})
    types = await _served(client, kinds)
    members = await _members(client, types, known) if live_parent else ()
    live = {key: member for member in members if (key := key_of(member)) in wanted}
    missing = [key for key in wanted if key not in live and (key.group, key.kind) in types]
    live.update(await _find_others(client, missing, types, wanted))
    return Observation(text(system, "metadata", "uid"), live_parent, tuple(members), live)


def _parse_group_kind(group_kind: str) -> tuple[str, str]:
    kind, _, group = group_kind.partition(".")
    return group, kind


async def _served(client: Client, kinds: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], ApiType]:
    """The kinds that the cluster has; one that it has not yet has no objects either."""
    discovery = await client.discover(anew=True)
    found = ((kind, discovery.find(*kind, version)) for kind, version in kinds.items())
    return {kind: served for kind, served in found if served}


async def _members(client: Client, types: Mapping[tuple[str, str], ApiType], known: ApplySet) -> tuple[Manifest, ...]:
    label = f"{PART_OF_LABEL}={known.id}"
    listable = [served for served in types.values() if "list" in served.verbs]
    found = await together(_list_everywhere(client, served, label, known.namespaces) for served in listable)
    return tuple(item for items in found for item in items)


async def _list_everywhere(
    client: Client, served: ApiType, label: str, namespaces: Iterable[str]
) -> tuple[Manifest, ...]:
    try:
        return (await client.list(served, labels=label)).items
    except Forbidden:
        if not served.namespaced:
            raise
        # A Role allows lists only in its namespace; the parent says which ones have members.
        lists = await together(client.list(served, namespace=name, labels=label) for name in namespaces)
        return tuple(item for each in lists for item in each.items)


async def _find_others(
    client: Client,
    missing: Iterable[ResourceKey],
    types: Mapping[tuple[str, str], ApiType],
    wanted: Mapping[ResourceKey, Manifest],
) -> dict[ResourceKey, Manifest]:
    """Wanted objects that exist without being members: somebody else's, or left by hand."""
    places: dict[tuple[str, str, str], list[ResourceKey]] = defaultdict(list)
    for key in missing:
        places[key.group, key.kind, key.namespace].append(key)
    namespaces = sorted({key.namespace for key in missing if key.namespace})
    present = await together(client.find(ResourceKey("", "Namespace", "", name)) for name in namespaces)
    there = {"", *(name for name, found in zip(namespaces, present, strict=True) if found)}
    looks = [
        _look(client, types[group, kind], namespace, keys)
        for (group, kind, namespace), keys in places.items()
        if namespace in there
    ]
    found = [manifest for manifests in await together(looks) for manifest in manifests]
    return {key: manifest for manifest in found if (key := key_of(manifest)) in wanted}


async def _look(client: Client, served: ApiType, namespace: str, keys: Sequence[ResourceKey]) -> Sequence[Manifest]:
    if len(keys) >= LISTED_FROM:
        try:
            return (await client.list(served, namespace=namespace)).items
        except (Forbidden, NotFound):
            pass  # one by one, as if they were few
    names = (f"metadata.name={key.name}" for key in keys)
    found = await together(client.list(served, namespace=namespace, fields=name) for name in names)
    return [manifest for listing in found for manifest in listing.items]
