"""The last word of the file on an object: `patch` of a service or job, by kind.

Mappings merge key by key, null removes a field, lists whose items all have a `name` (containers, env, ports, volumes)
merge by name and add what is new at the end, and any other list replaces the one that is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.resource import Resource
    from seatrial.spec.workloads import Workload


def patched(resource: Resource, workload: Workload) -> Resource:
    """The resource with the workload's patch for its kind laid over it; the same value where there is none.

    The patched fields lead to the lines of the patch, so that a finding about them points at what the user wrote.
    """
    patch = workload.patch.get(resource.kind)
    if not patch:
        return resource
    fields = {**resource.fields, **dict(_written(resource.manifest, patch, "", ("patch", resource.kind)))}
    return replace(resource, manifest=merge_patch(resource.manifest, patch), fields=fields)


def merge_patch(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """`patch` laid over `base`; both stay as they are, and parts that are not touched are shared."""
    merged = dict(base)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged


def _merged(current: Any, value: Any) -> Any:
    if isinstance(value, Mapping):
        over = cast("Mapping[str, Any]", value)
        under: Mapping[str, Any] = cast("Mapping[str, Any]", current) if isinstance(current, Mapping) else {}
        return merge_patch(under, over)
    if isinstance(value, (list, tuple)):
        wanted = list(cast("list[Any]", value))
        return _merge_by_name(current, wanted) if _merge_names(current, wanted) else wanted
    return value


def _merge_names(current: Any, wanted: Any) -> bool:
    """Whether two lists merge item by item; an empty one replaces, or a list could never be emptied."""
    return _named(current) and _named(wanted)


def _named(items: Any) -> bool:
    if not isinstance(items, (list, tuple)) or not items:
        return False
    found = [cast("Mapping[str, Any]", item) for item in cast("list[Any]", items) if isinstance(item, Mapping)]
    return len(found) == len(cast("list[Any]", items)) and all(isinstance(item.get("name"), str) for item in found)


def _merge_by_name(current: list[Any], wanted: list[Any]) -> list[Any]:
    over = {item["name"]: item for item in wanted}
    kept = [merge_patch(item, over.pop(item["name"], {})) for item in current]
    return kept + [merge_patch({}, item) for item in over.values()]


def _written(current: Any, patch: Any, field: str, path: SpecPath) -> Iterator[tuple[str, SpecPath]]:
    """Every field that the patch writes, as it stands in the result, with its path in the file."""
    if isinstance(patch, Mapping):
        for key, value in cast("Mapping[str, Any]", patch).items():
            under = cast("Mapping[str, Any]", current).get(key) if isinstance(current, Mapping) else None
            if value is not None:
                yield from _written(under, value, f"{field}.{key}" if field else str(key), (*path, key))
    elif _merge_names(current, patch):
        yield from _written_by_name(current, cast("list[Any]", patch), field, path)
    else:
        yield field, path


def _written_by_name(
    current: list[Any], patch: list[Any], field: str, path: SpecPath
) -> Iterator[tuple[str, SpecPath]]:
    places = {item["name"]: index for index, item in enumerate(current)}
    for index, item in enumerate(patch):
        place = places.setdefault(item["name"], len(places))
        under = current[place] if place < len(current) else None
        if under is None:
            yield f"{field}[{place}]", (*path, index)
        else:
            yield from _written(
                under, {k: v for k, v in item.items() if k != "name"}, f"{field}[{place}]", (*path, index)
            )
