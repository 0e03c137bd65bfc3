"""The JSON Schema of the file: editors complete and check it with this."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from seatrial.spec.annotations import bare, fields_of, item_of, options, unit
from seatrial.spec.cluster import Cluster
from seatrial.spec.documentation import sentences
from seatrial.spec.fields import Section, as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "https://seatrial.dev/schema/v1/cluster.schema.json"
PARTIAL = "Partial"
REFERENCE = "#/$defs/"


def json_schema() -> dict[str, Any]:
    """The schema, draft 2020-12, the same for the same version of Seatrial.

    `defaults.services` and `defaults.jobs` are a service or job with nothing required; `overrides` of a place is a
    cluster with nothing required, in which `null` removes a value.
    """
    schema = Cluster.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    for section in _sections(Cluster, {}).values():
        target = schema if section is Cluster else definitions.get(section.__name__)
        if target:
            _document(target, section)
    partial = {PARTIAL + name: _partial(body) for name, body in {**definitions, "Cluster": schema}.items()}
    defaults = definitions["Defaults"]["properties"]
    for key, kind in (("services", "Service"), ("jobs", "Job")):
        defaults[key] = _reference(PARTIAL + kind, defaults[key])
    place = definitions["Place"]["properties"]
    place["overrides"] = _reference(PARTIAL + "Cluster", place["overrides"])
    schema["properties"]["include"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Other files of the same cluster, relative to this one; this file is laid over them.",
    }
    used = _used(schema, {**definitions, **partial})
    whole = {"$schema": DIALECT, "$id": IDENTIFIER, "title": "Seatrial cluster", **schema, "$defs": used}
    return _without_titles(whole)


def _sections(section: type[Section], found: dict[str, type[Section]]) -> dict[str, type[Section]]:
    """A section and all below it, by name."""
    if section.__name__ in found:
        return found
    found[section.__name__] = section
    for annotation in fields_of(section).values():
        for below in _below(annotation):
            _sections(below, found)
    return found


def _below(annotation: Any) -> Iterator[type[Section]]:
    for option in options(annotation):
        inner = bare(option)
        if isinstance(inner, type) and issubclass(inner, Section):
            yield inner
        elif (item := item_of(inner)) is not None:
            yield from _below(item)


def _document(target: dict[str, Any], section: type[Section]) -> None:
    said, annotations = sentences(section), fields_of(section)
    for name, field in section.model_fields.items():
        key = field.alias or name
        shape: dict[str, Any] = target["properties"][key]
        shape["description"] = said[name]
        measure = unit(annotations[key])
        if measure:
            shape["x-unit"] = measure
        shape.pop("default", None)
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        if default not in (None, "", (), {}) and not isinstance(default, Section):
            shape["default"] = _as_json(default)
        if "patternProperties" in shape:
            shape["additionalProperties"] = False


def _as_json(default: Any) -> Any:
    """A default as a file writes it."""
    if isinstance(default, tuple):
        return [_as_json(item) for item in default]  # pyright: ignore[reportUnknownVariableType]  # any field
    return default if isinstance(default, (str, int, float)) else as_written(default)


def _partial(body: dict[str, Any]) -> dict[str, Any]:
    """Nothing required, `null` allowed for every field, references to other partial definitions."""
    partial = _point_at_partial(deepcopy(body))
    partial.pop("required", None)
    for key, shape in partial.get("properties", {}).items():
        shape.pop("default", None)
        said = {name: shape.pop(name) for name in ("description", "x-unit") if name in shape}
        partial["properties"][key] = {"anyOf": [shape, {"type": "null"}], **said}
    return partial


def _point_at_partial(value: Any) -> Any:
    if isinstance(value, dict):
        found: dict[str, Any] = {key: _point_at_partial(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]  # JSON
        if "$ref" in found:
            found["$ref"] = REFERENCE + PARTIAL + str(found["$ref"]).removeprefix(REFERENCE).removeprefix(PARTIAL)
        return found
    return [_point_at_partial(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def _reference(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"$ref": REFERENCE + name, "description": shape["description"]}


def _used(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions that are reached, sorted."""
    waiting, found = [schema], dict[str, Any]()
    while waiting:
        for name in _references(waiting.pop()):
            if name not in found:
                found[name] = definitions[name]
                waiting.append(definitions[name])
    return dict(sorted(found.items()))


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        reference: Any = value.get("$ref")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # JSON
        if isinstance(reference, str):
            yield reference.removeprefix(REFERENCE)
        for item in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _references(item)


def _without_titles(schema: dict[str, Any]) -> dict[str, Any]:
    """Every field has a title from pydantic, its own name, which editors would show instead of its documentation."""
    for body in (schema, *schema["$defs"].values()):
        body.pop("title", None) if body is not schema else None
        for shape in body.get("properties", {}).values():
            for part in (shape, *shape.get("anyOf", ())):
                part.pop("title", None)
    return schema
