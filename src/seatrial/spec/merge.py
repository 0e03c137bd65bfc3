"""One rule for laying a partial document over another, used by defaults, includes and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LITERAL = frozenset({"patch", "overrides"})
"""Keys below which None is a value with a meaning of its own, applied later."""


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `base`: mappings merge key by key, None removes the key, anything else replaces.

    Below a key `patch` None stays: there it is what removes a field of the object. Inputs stay as they are.
    """
    return _merge(base, over, keep_none=False)


def _merge(base: Mapping[str, Any], over: Mapping[str, Any], *, keep_none: bool) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        current = merged.get(key)
        if value is None and not keep_none:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            under: Mapping[str, Any] = current if isinstance(current, Mapping) else {}  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
            merged[key] = _merge(under, value, keep_none=keep_none or key in LITERAL)  # pyright: ignore[reportUnknownArgumentType]  # YAML holds anything
        else:
            merged[key] = value
    return merged
