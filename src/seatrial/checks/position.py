"""From a field of a manifest back to the value of the user's file that it was written from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.location import SpecPath
    from seatrial.resource import Resource

STEP = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")
BOUNDARY = re.compile(r"(?<=.)[.\[]|$")


def written_from(resource: Resource, field: str) -> SpecPath:
    """The path in the file of a manifest field: the longest prefix the emitter knows, then the rest of the field.

    The rest names a value only where the file holds that part of the manifest literally (a `patch`, or a manifest);
    elsewhere `SourceMap.locate` falls back to the nearest value that is written.
    """
    prefix = field
    while prefix and prefix not in resource.fields:
        prefix = prefix[: max(prefix.rfind("."), prefix.rfind("["), 0)]
    if prefix not in resource.fields:
        return resource.source
    known = resource.source + resource.fields[prefix]
    if not prefix:
        return known + resolve(resource.manifest, field)
    return known + tuple(int(index) if index else key for key, index in STEP.findall(field[len(prefix) :]))


def resolve(manifest: Any, field: str) -> SpecPath:
    """The keys that a field names in a manifest, in which keys hold dots: `metadata.labels.app.kubernetes.io/name`."""
    steps: list[str | int] = []
    value, rest = manifest, field
    while rest:
        if rest.startswith("["):
            index, _, rest = rest[1:].partition("]")
            steps.append(int(index) if index.isdigit() else index)
            items = cast("Sequence[Any]", value) if isinstance(value, list) else ()
            value = items[int(index)] if index.isdigit() and int(index) < len(items) else None
            continue
        rest = rest.removeprefix(".")
        keys = cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
        ends = [match.start() for match in BOUNDARY.finditer(rest)]
        end = next((end for end in reversed(ends) if rest[:end] in keys), ends[0] if ends else len(rest))
        steps.append(rest[:end])
        value, rest = keys.get(rest[:end]), rest[end:]
    return tuple(steps)
