"""Everything that a cluster holds, as rules read it; no value of a Secret is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.pods import find_pods
from seatrial.checks.selection import Selection
from seatrial.checks.view import at, mapping, sequence, text
from seatrial.finding import sort_findings
from seatrial.kube.errors import ClusterError, Forbidden, NotFound, ServerFailed, Throttled
from seatrial.kube.listing import METADATA_ONLY, read_list
from seatrial.kube.listing import Selection as Listed
from seatrial.kube.session import JSON
from seatrial.live.together import together
from seatrial.location import SourceMap
from seatrial.resource import Resource, ResourceKey, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from seatrial.checks.ignores import Ignore, Kept
    from seatrial.kube.client import Client
    from seatrial.kube.discovery import ApiType, Discovery
    from seatrial.resource import Manifest

PLACE = "<cluster>"
"""Where findings about a cluster stand, in place of a file."""
LEFT_OUT = frozenset({
    "ComponentStatus", "ControllerRevision", "CSINode", "CSIStorageCapacity", "Endpoints", "EndpointSlice", "Event",
    "IPAddress", "Lease", "LeaseCandidate", "VolumeAttachment",
})  # fmt: skip
"""What controllers write for themselves: many, and nobody's choice."""
SECRET = ("", "Secret")
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which kubectl keeps the whole object again, the values of a Secret included."""
MINOR = re.compile(r"v?1\.(\d+)")


@dataclass(frozen=True, slots=True)
class Observed:
    """What a cluster holds.

    Attributes:
        declared: what somebody wrote: without the pods and Jobs that a controller makes of it, whose faults are its.
        everything: with those, for the rules about how a cluster is; without ReplicaSets of a Deployment.
        context: version of the cluster, what else is there, and whether all could be read.
        notes: what could not be read, one clause each.

    """

    declared: tuple[Resource, ...]
    everything: tuple[Resource, ...]
    context: Context
    notes: tuple[str, ...] = ()


async def observe(client: Client, *, namespace: str = "") -> Observed:
    """Read every object of a cluster, kind by kind and page by page.

    Args:
        client: where.
        namespace: only there; of what has no namespace the names are read then, so that nobody misses it.

    Raises:
        ClusterError: the cluster does not answer, or knows us not. What we may not read is a note.

    """
    version, discovery = await _version(client), await client.discover()
    kinds = list(_kinds(discovery))
    answers = await together(_read(client, kind, namespace) for kind in kinds)
    notes = [f"the API {name} does not answer" for name in discovery.failing]
    manifests: list[Manifest] = []
    existing: set[ResourceKey] = set()
    for kind, answer in zip(kinds, answers, strict=True):
        if isinstance(answer, str):
            notes.append(answer)
        elif namespace and not kind.namespaced:
            existing.update(map(key_of, answer))
        else:
            manifests += answer
    context = Context(existing=frozenset(existing), complete=not namespace and not notes, live=True, kubernetes=version)
    declared, everything = _divide(manifests)
    return Observed(declared, everything, context, tuple(notes))


def check_cluster(
    observed: Observed, selection: Selection, ignored: Sequence[Ignore] = (), *, honour_others: bool = True
) -> Kept:
    """What is wrong with a cluster; the findings have no position.

    Args:
        observed: from `observe`; its context may be changed by what the user has set.
        selection: the rules, those that need a cluster included: `select(..., live=True)`.
        ignored: what the user's settings ignore, beside the annotations of the objects.
        honour_others: whether what other checkers are told to ignore is ignored.

    """
    from seatrial.checks.annotations import read_annotations
    from seatrial.checks.engine import find
    from seatrial.checks.ignores import apply_ignores

    written = Selection(tuple(rule for rule in selection.rules if not rule.live), selection.severities)
    lived = Selection(tuple(rule for rule in selection.rules if rule.live), selection.severities)
    nowhere = SourceMap()
    looks = [(Inventory(observed.declared, observed.context), written)]
    looks.append((Inventory(observed.everything, observed.context), lived))
    found = [finding for inventory, rules in looks for finding in find(inventory, rules, nowhere)]
    ignores = read_annotations(looks[1][0].objects, nowhere, others=honour_others)
    kept = apply_ignores(found, [*ignores, *ignored], selection.codes, observed.context.today)
    return replace(kept, findings=list(sort_findings(kept.findings)))


async def _version(client: Client) -> str:
    answer = mapping(msgspec.json.decode(await client.raw("/version")))
    found = MINOR.match(text(answer.get("gitVersion")))
    return f"1.{found[1]}" if found else Context().kubernetes


def _kinds(discovery: Discovery) -> Iterator[ApiType]:
    """Each kind in the version that the server prefers, if it can be listed."""
    for kind in discovery.types:
        wanted = "list" in kind.verbs and kind.kind not in LEFT_OUT and kind.api_version not in discovery.failing
        if wanted and discovery.find(kind.group, kind.kind) is kind:
            yield kind


async def _read(client: Client, kind: ApiType, namespace: str) -> list[Manifest] | str:
    """The objects of a kind, or why there are none."""
    names_only = bool(namespace and not kind.namespaced) or (kind.group, kind.kind) == SECRET
    head = {"apiVersion": kind.api_version, "kind": kind.kind}

    def keep(manifest: Manifest) -> Manifest:
        return _kept(manifest | head if names_only else manifest)

    try:
        listing = await read_list(
            client.session, Listed(kind, namespace), accept=METADATA_ONLY if names_only else JSON, keep=keep
        )
    except (Forbidden, NotFound, ServerFailed, Throttled) as refused:
        return _note(kind, refused)
    return list(listing.items)


def _note(kind: ApiType, refused: ClusterError) -> str:
    if isinstance(refused, Forbidden):
        return f"{kind.plural} may not be listed"
    return f"{kind.plural} cannot be listed: {refused.message.rstrip('.')}"


def _kept(manifest: Manifest) -> Manifest:
    """Without what only the server and kubectl need."""
    metadata = {key: value for key, value in mapping(manifest.get("metadata")).items() if key != "managedFields"}
    annotations = mapping(metadata.get("annotations"))
    if APPLIED in annotations:
        metadata["annotations"] = {key: value for key, value in annotations.items() if key != APPLIED}
    return {**manifest, "metadata": metadata}


def _divide(manifests: Iterable[Manifest]) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """What somebody wrote, and everything.

    An object that makes pods hides those below it, by way of any other controllers: a Deployment its pods. The pods
    that a kubelet runs by itself are controlled by their Node, and hidden by nothing.
    """
    found = list(manifests)
    by_uid = {text(at(manifest, "metadata", "uid")): manifest for manifest in found}
    by_uid.pop("", None)
    declared: list[Resource] = []
    everything: list[Resource] = []
    for number, manifest in enumerate(found):
        resource = Resource(manifest, (PLACE, number))
        hidden = _makes_pods(manifest) and any(map(_makes_pods, _controllers(manifest, by_uid)))
        if not hidden:
            declared.append(resource)
        if not hidden or manifest["kind"] != "ReplicaSet":
            everything.append(resource)
    return tuple(declared), tuple(everything)


def _controllers(manifest: Mapping[str, Any], by_uid: Mapping[str, Manifest]) -> Iterator[Manifest]:
    """What controls the object, what controls that, and so on."""
    seen: set[str] = set()
    while True:
        owners = sequence(at(manifest, "metadata", "ownerReferences"))
        uid = next((text(at(owner, "uid")) for owner in owners if at(owner, "controller") is True), "")
        if uid in seen or uid not in by_uid:
            return
        seen.add(uid)
        manifest = by_uid[uid]
        yield by_uid[uid]


def _makes_pods(manifest: Mapping[str, Any]) -> bool:
    group, _, _ = text(manifest.get("apiVersion")).rpartition("/")
    return bool(find_pods(group, text(manifest.get("kind")), manifest))
