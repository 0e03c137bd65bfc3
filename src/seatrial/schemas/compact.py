"""OpenAPI schemas in the short form that the package ships and the walker reads.

A schema in the short form is a word for a scalar type (`"string"`, `"int32"`, `"quantity"`, …), `"any"`, the name of a
type (`"meta.v1.ObjectMeta"`), a number (the definition on that line of the data file), or a mapping with OpenAPI's own
keywords. There `open` says that unknown fields are kept, `keys` names what makes an item of a list unique, with the
value that stands for an absent one, `set` says that no item may repeat, `nulls` that a null is no fault as an item;
`defaults` are there where combinations need them, and `only` and `format` say what text a condition lets pass.

Left out: descriptions, other defaults, and the CEL rules of `x-kubernetes-validations`, which only a server evaluates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Compact = str | int | dict[str, Any]
"""A schema in the short form."""

BOUNDS: dict[str, tuple[type, ...]] = {
    "enum": (list,),
    "pattern": (str,),
    "minimum": (int, float),
    "maximum": (int, float),
    "exclusiveMinimum": (bool,),
    "exclusiveMaximum": (bool,),
    "multipleOf": (int, float),
    "minLength": (int,),
    "maxLength": (int,),
    "minItems": (int,),
    "maxItems": (int,),
    "minProperties": (int,),
    "maxProperties": (int,),
    "nullable": (bool,),
}
"""Keywords that mean the same here as in OpenAPI, and the types of their values; of another type they are left out."""

FORMATS = {
    "integer int32": "int32",
    "integer int64": "int64",
    "string date-time": "time",
    "string byte": "bytes",
    "string ipv4": "ipv4",
    "string ipv6": "ipv6",
}
"""OpenAPI types with formats that the API server checks and we do, and our words for them."""

COMBINATIONS = ("allOf", "anyOf", "oneOf", "not")


def compact_custom(version: Mapping[str, Any]) -> Compact:
    """The schema of one entry of `spec.versions` of a CustomResourceDefinition.

    Metadata is checked as the API server does whatever the schema says of it. A status behind its own subresource is
    not checked at all, because the API server drops it from what users apply.
    """
    schema = compact_structural(_mapping(_mapping(version.get("schema")).get("openAPIV3Schema")))
    if not isinstance(schema, dict):
        schema = {"type": "object", "open": True}
    status = {"status": "any"} if "status" in _mapping(version.get("subresources")) else {}
    return {**schema, "properties": {**_mapping(schema.get("properties")), **_root(), **status}}


def _root() -> dict[str, Compact]:
    return {"apiVersion": "string", "kind": "string", "metadata": "meta.v1.ObjectMeta"}


def compact_structural(schema: Mapping[str, Any]) -> Compact:
    """A structural schema (apiextensions.k8s.io/v1) in the short form; whatever is malformed there allows anything."""
    kept = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    if schema.get("x-kubernetes-int-or-string"):
        return _with_bounds("int-or-string", schema, either_type=True)
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, kept=kept)
    if kind == "array":
        return _with_bounds("array", schema)
    if kind in ("string", "integer", "number", "boolean"):
        return _with_bounds(FORMATS.get(f"{kind} {schema.get('format')}", kind), schema)
    return _with_bounds("any", schema)


def _object(schema: Mapping[str, Any], *, kept: bool) -> Compact:
    result = _parts("object", schema)
    if schema.get("x-kubernetes-embedded-resource"):
        result["properties"] = {**_mapping(result.get("properties")), **_root()}
        result["required"] = sorted({*result.get("required", ()), "apiVersion", "kind"})
    if kept or schema.get("additionalProperties") is True:
        result["open"] = True
    return result


def _with_bounds(word: str, schema: Mapping[str, Any], *, either_type: bool = False) -> Compact:
    """The bare word where nothing bounds the scalar."""
    result = _parts(word, schema, either_type=either_type)
    return word if len(result) == 1 and word != "array" else result


def _parts(word: str, schema: Mapping[str, Any], *, either_type: bool = False) -> dict[str, Any]:
    result: dict[str, Any] = {"type": word} if word else {}
    result.update((key, schema[key]) for key, types in BOUNDS.items() if isinstance(schema.get(key), types))
    properties = _mapping(schema.get("properties"))
    if properties:
        result["properties"] = {name: _child(part, word) for name, part in properties.items()}
    # The API server fills in defaults before it looks for what is missing.
    names = (name for name in _sequence(schema.get("required")) if isinstance(name, str))
    required = [name for name in names if _mapping(properties.get(name)).get("default") is None]
    if required:
        result["required"] = required
    for step in ("items", "additionalProperties"):
        if isinstance(schema.get(step), dict):
            result[step] = _child(schema[step], word)
    if word == "array":
        result.update(_uniqueness(schema))
    for keyword in COMBINATIONS:
        # `not` takes one schema, the others a list; the short form has a list in all.
        parts = [schema["not"]] if keyword == "not" and "not" in schema else _sequence(schema.get(keyword))
        if parts and not (either_type and _only_types(parts)):
            result[keyword] = [compact_condition(_mapping(part)) for part in parts]
    if any(keyword in result for keyword in COMBINATIONS):
        # Combinations see the defaults, which the API server fills in before.
        defaults = {name: _mapping(part).get("default") for name, part in properties.items()}
        result["defaults"] = {name: value for name, value in defaults.items() if value is not None}
    return result


def _child(schema: Any, parent: str) -> Compact:
    # Below a combination there are no types: a part says only what must hold besides.
    return compact_structural(_mapping(schema)) if parent else compact_condition(_mapping(schema))


def compact_condition(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A part of `allOf`, `anyOf`, `oneOf` or `not`: it has no type, and holds for values that it does not speak of."""
    kind, form = schema.get("type"), FORMATS.get(f"string {schema.get('format')}")
    only = {"only": kind} if isinstance(kind, str) else {}
    return _parts("", schema) | only | ({"format": form} if form else {})


def _only_types(parts: list[Any]) -> bool:
    """`anyOf: [{type: integer}, {type: string}]`, which says again that the value is an int-or-string."""
    return all(
        set(part) <= {"type"} or (set(part) == {"anyOf"} and _only_types(_sequence(part["anyOf"])))
        for part in map(_mapping, parts)
    )


def _uniqueness(schema: Mapping[str, Any]) -> dict[str, Any]:
    if schema.get("x-kubernetes-list-type") == "set":
        return {"set": True}
    keys = _sequence(schema.get("x-kubernetes-list-map-keys"))
    if schema.get("x-kubernetes-list-type") != "map" or not keys:
        return {}
    fields = _mapping(_mapping(schema.get("items")).get("properties"))
    return {"keys": {str(key): _mapping(fields.get(key)).get("default") for key in keys}}


def _mapping(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _sequence(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
