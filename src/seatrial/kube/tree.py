"""JSON and YAML trees from outside, where any value may be missing or of another type than documented."""

from __future__ import annotations

from typing import Any, cast


def as_mapping(value: object) -> dict[str, Any]:
    """The mapping; empty for anything else, such as the `null` that Go writes for an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The list; empty for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []
