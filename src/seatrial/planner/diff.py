"""What an apply would change in an object: its live form against the API server's dry-run answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from seatrial.planner.fields import mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from seatrial.resource import Manifest

SERVER_METADATA = frozenset(
    {"managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink", "deletionTimestamp"}
)
"""Written by the API server at every write; different without anybody's wish."""
MASK = "***"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

MERGE_KEYS: Mapping[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "hostAliases": ("ip",),
    "conditions": ("type",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "resourceClaims": ("name",),
    "ownerReferences": ("uid",),
    "webhooks": ("name",),
    "versions": ("name",),
}
"""List field → the fields that identify an item, as the API's own `x-kubernetes-list-map-keys` have it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    Attributes:
        path: `spec.template.spec.containers[name=chat].image`.
        before: the live value; None when the field is not there.
        after: the value an apply would leave; None when the field would go.

    """

    path: str
    before: Any
    after: Any


def difference(live: Manifest, answer: Manifest) -> tuple[FieldChange, ...]:
    """The fields that differ, leaving out status and what the API server keeps for itself.

    The data of a Secret never appears: a value that differs is `*** (before)` and `*** (after)`.
    """
    found = _differences("", _comparable(live), _comparable(answer))
    hide = _is_secret_value if live.get("kind") == "Secret" or answer.get("kind") == "Secret" else None
    return tuple(sorted((_masked(change, hide) for change in found), key=lambda change: change.path))


def _comparable(manifest: Manifest) -> Manifest:
    rest = {name: value for name, value in manifest.items() if name != "status"}
    metadata = {name: value for name, value in mapping(manifest, "metadata").items() if name not in SERVER_METADATA}
    # An empty map and no map mean the same to the API server, which answers now one and now the other.
    return {**rest, "metadata": {name: value for name, value in metadata.items() if not _is_empty(value)}}


def _is_empty(value: object) -> bool:
    return value in ({}, [])


def _differences(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("Manifest", before), cast("Manifest", after)
        for name in sorted({*old, *new}):
            yield from _differences(_join(path, name), old.get(name), new.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list_differences(path, cast("list[Any]", before), cast("list[Any]", after))
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        # To Python True is 1; to Kubernetes it is not.
        yield FieldChange(path, before, after)


def _list_differences(path: str, before: list[Any], after: list[Any]) -> Iterator[FieldChange]:
    field = path.rpartition(".")[2]
    keys = _keys_of(field, before + after)
    old, new = _by_key(before, keys), _by_key(after, keys)
    if old is None or new is None:
        # Items without a key have no identity: an item in the middle that goes would show all after it as changed.
        if before != after:
            yield FieldChange(path, before, after)
        return
    for label in dict.fromkeys([*old, *new]):
        yield from _differences(f"{path}[{label}]", old.get(label), new.get(label))
    if list(old) != list(new) and old.keys() == new.keys():
        yield FieldChange(f"{path} (order)", list(old), list(new))


def _keys_of(field: str, found: list[Any]) -> tuple[str, ...]:
    if field == "ports":
        # Containers name their ports containerPort, Services port; both add the protocol.
        is_container = any(isinstance(item, dict) and "containerPort" in item for item in found)
        return ("containerPort" if is_container else "port", "protocol")
    return MERGE_KEYS.get(field, ())


def _by_key(found: list[Any], keys: tuple[str, ...]) -> dict[str, Any] | None:
    """Items by `name=chat`; None where an item has no key or two have the same."""
    labelled: dict[str, Any] = {}
    for item in found:
        if not keys or not isinstance(item, dict) or not any(key in item for key in keys):
            return None
        fields = cast("Manifest", item)
        label = ",".join(f"{key}={fields[key]}" for key in keys if key in fields)
        if label in labelled:
            return None
        labelled[label] = fields
    return labelled


def _join(path: str, name: str) -> str:
    quoted = f'"{name}"' if "." in name else name
    return f"{path}.{quoted}" if path else quoted


def _is_secret_value(path: str) -> bool:
    return re.split(r"[.\[]", path, maxsplit=1)[0] in {"data", "stringData"} or LAST_APPLIED in path


def _masked(change: FieldChange, hide: Callable[[str], bool] | None) -> FieldChange:
    if not hide or not (hide(change.path) or change.path in {"metadata", "metadata.annotations"}):
        return change
    both = change.before is not None and change.after is not None
    return FieldChange(
        change.path,
        None if change.before is None else f"{MASK} (before)" if both else _mask_leaves(change.before),
        None if change.after is None else f"{MASK} (after)" if both else _mask_leaves(change.after),
    )


def _mask_leaves(value: Any) -> Any:
    """Keys of a Secret may be shown, values never."""
    return dict.fromkeys(cast("Manifest", value), MASK) if isinstance(value, dict) else MASK
