"""Reading a manifest that may hold anything: what a cluster answers is never trusted to have the documented shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.resource import Manifest


def at(manifest: object, *path: str) -> Any:
    """The value at a path of mapping keys, or None where the path ends early."""
    value: Any = manifest
    for part in path:
        if not isinstance(value, dict):
            return None
        value = cast("Manifest", value).get(part)
    return value


def mapping(manifest: object, *path: str) -> Manifest:
    """The mapping at a path; empty where there is none."""
    value = at(manifest, *path)
    return cast("Manifest", value) if isinstance(value, dict) else {}


def items(manifest: object, *path: str) -> list[Manifest]:
    """The mappings of the list at a path; anything else in it is left out."""
    value = at(manifest, *path)
    if not isinstance(value, list):
        return []
    return [cast("Manifest", item) for item in cast("list[object]", value) if isinstance(item, dict)]


def text(manifest: object, *path: str) -> str:
    """The string at a path; empty where there is none."""
    value = at(manifest, *path)
    return value if isinstance(value, str) else ""


def number(manifest: object, *path: str, default: int = 0) -> int:
    """The integer at a path; `default` where there is none."""
    value = at(manifest, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def annotation(manifest: object, name: str) -> str:
    return text(mapping(manifest, "metadata", "annotations"), name)


def condition(manifest: object, kind: str) -> Manifest:
    """The status condition of a type; empty where the controller has not written it yet."""
    return next((c for c in items(manifest, "status", "conditions") if c.get("type") == kind), dict[str, Any]())


def is_true(manifest: object, kind: str) -> bool:
    return condition(manifest, kind).get("status") == "True"


def pod_specs(manifest: object) -> Iterator[tuple[Manifest, Manifest]]:
    """The (metadata, spec) of the pod that an object runs, of any kind that keeps a pod template at a usual place."""
    if at(manifest, "kind") == "Pod":
        yield mapping(manifest, "metadata"), mapping(manifest, "spec")
    for path in (("spec", "template"), ("spec", "jobTemplate", "spec", "template")):
        template = mapping(manifest, *path)
        if "spec" in template:
            yield mapping(template, "metadata"), mapping(template, "spec")
