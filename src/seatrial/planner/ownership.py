"""Who owns which field of a live object, and what must change hands before Seatrial's first apply."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from seatrial.planner.diff import LAST_APPLIED, FieldChange, difference
from seatrial.planner.fields import annotation, at, items, mapping, text

if TYPE_CHECKING:
    from seatrial.resource import Manifest

FIELD_MANAGER = "seatrial"
CLIENT_SIDE_MANAGERS = frozenset({"kubectl-client-side-apply", "before-first-apply", FIELD_MANAGER})
"""Managers whose plain updates own fields on behalf of whoever applied the file before, ourselves among them.

As long as they own a field, taking it out of the file does not take it out of the object, so their entries pass to
Seatrial.
"""

Patch = list[dict[str, Any]]
"""A JSON patch."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """What has to happen to an object's field owners before it is applied.

    Attributes:
        patch: JSON patch, guarded by the resourceVersion it was made from; empty when there is nothing to do.
        removed: fields that will go, because only the former owner set them and the file does not.

    """

    patch: Patch
    removed: tuple[FieldChange, ...] = ()


def take_over(live: Manifest, wanted: Manifest, *, is_autoscaled: bool = False) -> Takeover:
    """Find what to hand over.

    Two cases: entries of client-side apply become Seatrial's own, as `kubectl apply --server-side` does too; and a
    workload that an autoscaler scales from now on gives up `spec.replicas` without setting it back to 1, which is
    what the API server does with a field that its only owner stops applying.

    Args:
        live: the object with its managedFields.
        wanted: what will be applied.
        is_autoscaled: whether a HorizontalPodAutoscaler of the set names this object.

    """
    entries = items(live, "metadata", "managedFields")
    old = [e for e in entries if _is_client_side(e)]
    ours = next((e for e in entries if _is_ours(e)), None)
    gives_up = is_autoscaled and at(wanted, "spec", "replicas") is None
    holds = [e for e in (*old, *([ours] if ours else [])) if "f:replicas" in mapping(e, "fieldsV1", "f:spec")]
    if not old and not (gives_up and holds):
        return Takeover([])
    merged: Manifest = {}
    for entry in (*old, *([ours] if ours else [])):
        merged = _union(merged, mapping(entry, "fieldsV1"))
    if gives_up:
        merged = _without_replicas(merged)
    entry = {
        "manager": FIELD_MANAGER,
        "operation": "Apply",
        "apiVersion": text(ours or old[0], "apiVersion"),
        "time": text(ours or old[0], "time"),
        "fieldsType": "FieldsV1",
        "fieldsV1": merged,
    }
    rest = [e for e in entries if not _is_client_side(e) and not _is_ours(e)]
    patch: Patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": [entry, *rest]},
        # Editing owners of an object that changed meanwhile would lose the change: the API server answers 409.
        {"op": "replace", "path": "/metadata/resourceVersion", "value": text(live, "metadata", "resourceVersion")},
    ]
    if annotation(live, LAST_APPLIED):
        patch.append({"op": "remove", "path": f"/metadata/annotations/{LAST_APPLIED.replace('/', '~1')}"})
    return Takeover(patch, _only_in_last_applied(live, wanted))


def owned_fields(manifest: Manifest) -> Manifest:
    """The fields that Seatrial's apply owns, as the API server's `fieldsV1` tree."""
    return next(
        (mapping(e, "fieldsV1") for e in items(manifest, "metadata", "managedFields") if _is_ours(e)), dict[str, Any]()
    )


def _is_ours(entry: Manifest) -> bool:
    is_whole_object = not entry.get("subresource")
    return entry.get("manager") == FIELD_MANAGER and entry.get("operation") == "Apply" and is_whole_object


def _is_client_side(entry: Manifest) -> bool:
    is_update = entry.get("operation") == "Update" and not entry.get("subresource")
    return text(entry, "manager") in CLIENT_SIDE_MANAGERS and is_update


def _union(first: Manifest, second: Manifest) -> Manifest:
    joined = dict(first)
    for name, below in second.items():
        joined[name] = _union(mapping(joined, name), mapping(second, name)) if name in joined else below
    return joined


def _without_replicas(tree: Manifest) -> Manifest:
    spec = {name: below for name, below in mapping(tree, "f:spec").items() if name != "f:replicas"}
    return {**tree, "f:spec": spec} if spec else {name: below for name, below in tree.items() if name != "f:spec"}


def _only_in_last_applied(live: Manifest, wanted: Manifest) -> tuple[FieldChange, ...]:
    """Fields that the last client-side apply named and the file does not.

    The annotation is asked, not the former owner's fields: those include every default that the API server filled in.
    """
    try:
        last: object = json.loads(annotation(live, LAST_APPLIED))
    except ValueError:
        return ()
    if not isinstance(last, dict):
        return ()
    return tuple(change for change in difference(cast("Manifest", last), wanted) if change.after is None)
