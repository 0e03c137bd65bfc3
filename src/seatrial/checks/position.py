"""From a field of a manifest back to the value of the user's file that it was written from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.location import SpecPath
    from seatrial.resource import Resource

STEP = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")


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
    rest = tuple(int(index) if index else key for key, index in STEP.findall(field[len(prefix) :]))
    return resource.source + resource.fields[prefix] + rest
