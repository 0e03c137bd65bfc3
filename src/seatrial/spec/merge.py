"""One rule for laying a partial document over another, used by defaults, includes and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`: mappings merge key by key, None removes the key, anything else replaces. Inputs stay as they are."""
    merged = dict(base)
    for key, value in over.items():
        current = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = merge(current if isinstance(current, Mapping) else {}, value)  # pyright: ignore[reportUnknownArgumentType]  # YAML holds anything
        else:
            merged[key] = value
    return merged
