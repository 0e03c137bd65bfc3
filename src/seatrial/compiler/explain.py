"""Which sentence explains a field of a manifest."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


def reasons_in(manifest: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reasons whose field this manifest has, by the exact path: `spec.containers[1].image` for `…[*].image`.

    A path joins keys with dots, also keys that have dots of their own (`metadata.labels.app.kubernetes.io/name`).
    """
    found: dict[str, str] = {}
    _collect(manifest, "", reasons, _prefixes(tuple(reasons)), "", found)
    return found


@lru_cache(maxsize=512)
def _prefixes(paths: tuple[str, ...]) -> frozenset[str]:
    """Every beginning of the paths, so that the walk enters only what leads to one of them."""
    return frozenset(
        path[:end] for path in paths for end in range(len(path) + 1) if end == len(path) or path[end] in ".["
    )


def _collect(
    value: Any, path: str, reasons: Mapping[str, str], prefixes: frozenset[str], pattern: str, found: dict[str, str]
) -> None:
    if pattern in reasons:
        found[path] = reasons[pattern]
    if isinstance(value, dict):
        for key, child in cast("dict[str, Any]", value).items():
            wanted = f"{pattern}.{key}" if pattern else key
            if wanted in prefixes:
                _collect(child, f"{path}.{key}" if path else key, reasons, prefixes, wanted, found)
    elif isinstance(value, list):
        for number, child in enumerate(cast("list[Any]", value)):
            for wanted in (f"{pattern}[{number}]", f"{pattern}[*]"):
                if wanted in prefixes:
                    _collect(child, f"{path}[{number}]", reasons, prefixes, wanted, found)
