"""Schemas of the user's own CustomResourceDefinitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from seatrial.schemas.compact import compact_custom

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.schemas.node import Node


class CustomSchemas:
    """The kinds that some CustomResourceDefinitions define, each compiled when it is first asked for."""

    def __init__(self, versions: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._versions = versions
        self._nodes: dict[tuple[str, str], Node] = {}

    @classmethod
    def from_definitions(cls, manifests: Iterable[Mapping[str, Any]]) -> CustomSchemas:
        """The served versions of the definitions among the manifests; everything else there is passed over.

        Of two definitions of one kind the later holds. What is malformed in a definition allows anything: the
        definition is an object of its own, with its own faults.
        """
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for manifest in manifests:
            if manifest.get("kind") != "CustomResourceDefinition":
                continue
            spec = _mapping(manifest.get("spec"))
            group, kind = spec.get("group"), _mapping(spec.get("names")).get("kind")
            versions = spec.get("versions")
            for version in map(_mapping, cast("list[Any]", versions) if isinstance(versions, list) else []):
                if version.get("served") is not False and isinstance(kind, str):
                    found[f"{group}/{version.get('name')}", kind] = version
        return cls(found)

    def kinds(self) -> tuple[tuple[str, str], ...]:
        """The (apiVersion, kind) pairs that have a schema."""
        return tuple(self._versions)

    def defines(self, api_version: str, kind: str) -> bool:
        """Whether a kind has a schema here."""
        return (api_version, kind) in self._versions

    def find(self, api_version: str, kind: str) -> Node | None:
        """The schema of a kind, or None."""
        from seatrial.schemas.library import builder

        key = (api_version, kind)
        version = self._versions.get(key)
        if version is None:
            return None
        if key not in self._nodes:
            self._nodes[key] = builder().build(compact_custom(version))
        return self._nodes[key]


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
