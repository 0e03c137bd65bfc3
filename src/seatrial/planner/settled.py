"""Whether applying a manifest again would change nothing, told from the live object alone.

Server-side apply changes a field only if its value differs from the live one, or if we owned it and no longer name
it. The API server writes what we own into `metadata.managedFields`; so where we name exactly the fields that we own
and each has the live value, an apply is a no-op. That spares a dry run for every object that nobody touched. Whatever
this cannot tell for certain it leaves to the dry run: the answer False means "ask".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from seatrial.planner.fields import mapping
from seatrial.planner.ownership import owned_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.resource import Manifest

UNOWNED = frozenset({"apiVersion", "kind"})
UNOWNED_METADATA = frozenset({"name", "namespace"})
"""What identifies an object belongs to nobody."""


def is_settled(live: Manifest, wanted: Manifest) -> bool:
    """Whether `wanted` was applied by us, and nobody changed a field of it since.

    Args:
        live: the object with its managedFields.
        wanted: what would be applied, in the same version of the API.

    """
    if live.get("apiVersion") != wanted.get("apiVersion"):
        return False
    named = {name: value for name, value in wanted.items() if name not in UNOWNED}
    metadata = {name: value for name, value in mapping(wanted, "metadata").items() if name not in UNOWNED_METADATA}
    owned = owned_fields(live)
    return bool(owned) and _same({**named, "metadata": metadata}, live, owned)


def _same(wanted: Any, live: Any, owned: Mapping[str, Any]) -> bool:
    """Whether a value is what we own, and live as we want it; an empty tree of owners is a value owned as a whole."""
    children = {name: below for name, below in owned.items() if name != "."}
    if not children:
        return bool(wanted == live)
    if isinstance(wanted, dict) and isinstance(live, dict):
        return _same_mapping(cast("Manifest", wanted), cast("Manifest", live), children)
    if isinstance(wanted, list) and isinstance(live, list):
        return _same_list(cast("list[Any]", wanted), cast("list[Any]", live), children)
    return False


def _same_mapping(wanted: Manifest, live: Manifest, owned: Mapping[str, Any]) -> bool:
    if {f"f:{name}" for name in wanted} != set(owned):
        return False
    return all(name in live and _same(value, live[name], owned[f"f:{name}"]) for name, value in wanted.items())


def _same_list(wanted: list[Any], live: list[Any], owned: Mapping[str, Any]) -> bool:
    """Items are owned by their keys; ours must stand in the live list in our order, others may stand between."""
    if len(wanted) != len(owned):
        return False
    position = 0
    for item in wanted:
        found = _owner_of(item, owned)
        if found is None:
            return False
        keys, below = found
        place = next((n for n in range(position, len(live)) if _has_keys(live[n], keys)), None)
        if place is None or not _same(item, live[place], below):
            return False
        position = place + 1
    return True


def _owner_of(item: Any, owned: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]] | None:
    """The keys (or the value of a set's item) by which an item is owned; None where that is ambiguous."""
    matching: list[tuple[Any, Mapping[str, Any]]] = []
    for name, below in owned.items():
        prefix, _, rest = name.partition(":")
        if prefix not in {"k", "v"}:
            return None
        keys: Any = json.loads(rest)
        if keys == item or (isinstance(keys, dict) and _agrees(item, cast("Manifest", keys))):
            matching.append((cast("Any", keys), below))
    return matching[0] if len(matching) == 1 else None


def _agrees(item: Any, keys: Manifest) -> bool:
    """Whether an item may be the one with these keys; one that it leaves out has the API's default (protocol: TCP)."""
    fields = cast("Manifest", item) if isinstance(item, dict) else {}
    return bool(fields.keys() & keys.keys()) and all(fields[k] == v for k, v in keys.items() if k in fields)


def _has_keys(item: Any, keys: Any) -> bool:
    if not isinstance(keys, dict):
        return bool(item == keys)
    return isinstance(item, dict) and cast("Manifest", keys).items() <= cast("Manifest", item).items()
