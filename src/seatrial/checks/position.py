"""From a field of a manifest back to the value of the user's file that it was written from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from seatrial.location import STEP, split_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.location import SpecPath
    from seatrial.resource import Resource

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
    return known + split_path(field[len(prefix) :])


def resolve(manifest: Any, field: str) -> SpecPath:
    """The keys that a field names in a manifest, as far as they are written there.

    Keys hold dots, too: `metadata.labels.app.kubernetes.io/name`. Where a field can be read in two ways, the manifest
    decides; where it is absent, the path ends at what is around it.
    """
    steps = split_path(field)
    value = manifest
    for depth, step in enumerate(steps):
        if isinstance(value, dict) and step in value:
            value = cast("Mapping[str | int, Any]", value)[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(cast("Sequence[Any]", value)):
            value = cast("Sequence[Any]", value)[step]
        elif isinstance(value, dict) and "." in field:
            return steps[:depth] + _dotted(cast("Mapping[str, Any]", value), _rest(field, depth))
        else:
            return steps[:depth]
    return steps


def _rest(field: str, depth: int) -> str:
    """The field behind its first steps."""
    matches = list(STEP.finditer(field))
    return field[matches[depth].start() :].removeprefix(".")


def _dotted(value: Mapping[str, Any], rest: str) -> SpecPath:
    """The path behind a mapping in which no key is the next step alone: the longest key that is there, and on."""
    ends = [match.start() for match in BOUNDARY.finditer(rest)]
    key = next((rest[:end] for end in reversed(ends) if rest[:end] in value), None)
    return () if key is None else (key, *resolve(value[key], rest[len(key) :]))
