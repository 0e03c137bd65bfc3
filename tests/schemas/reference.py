"""What the API server takes as a custom resource, as an ordinary JSON Schema for somebody else's validator.

The server drops nulls and fills in defaults before it validates; `prune` and what `strict` requires say the same.
"""

from __future__ import annotations

from typing import Any

import jsonschema

from tests.schemas.instances import python_pattern

CHECKED_FORMATS = ("date-time", "byte", "ipv4", "ipv6")
KEPT = {
    *("enum", "type", "minimum", "maximum", "multipleOf", "minLength", "maxLength"),
    *("minItems", "maxItems", "minProperties", "maxProperties"),
}
RANGES = {"int32": 2**31, "int64": 2**63}
formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_time(value: Any) -> bool:
    from datetime import datetime

    return not isinstance(value, str) or ("T" in value and bool(datetime.fromisoformat(value)))


@formats.checks("byte", raises=ValueError)
def is_base64(value: Any) -> bool:
    from base64 import b64decode

    return not isinstance(value, str) or b64decode(value, validate=True) is not None


@formats.checks("ipv4", raises=ValueError)
def is_ipv4(value: Any) -> bool:
    from ipaddress import IPv4Address

    return not isinstance(value, str) or bool(IPv4Address(value))


@formats.checks("ipv6", raises=ValueError)
def is_ipv6(value: Any) -> bool:
    from ipaddress import IPv6Address

    return not isinstance(value, str) or bool(IPv6Address(value))


def validator(version: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """The validator of one version of a CustomResourceDefinition; metadata and a status of its own are left out."""
    schema = strict(version["schema"]["openAPIV3Schema"])
    schema["properties"] = schema.get("properties", {}) | {"apiVersion": {}, "kind": {}, "metadata": {}}
    if "status" in version.get("subresources", {}):
        schema["properties"]["status"] = {}
    return jsonschema.Draft202012Validator(schema, format_checker=formats)


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in schema.items() if key in KEPT}
    if "pattern" in schema:
        result["pattern"] = python_pattern(schema["pattern"])
    if "items" in schema:
        result["items"] = strict(schema["items"])
    result |= fields(schema) | combinations(schema)
    if schema.get("x-kubernetes-int-or-string"):
        result["type"] = ["integer", "string"]
    if schema.get("nullable") and "type" in result:
        kinds = result["type"] if isinstance(result["type"], list) else [result["type"]]
        result["type"] = [*kinds, "null"]
    return result


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    properties = schema.get("properties", {})
    if "properties" in schema:
        result["properties"] = {name: strict(part) for name, part in properties.items()}
    if "required" in schema:
        result["required"] = [name for name in schema["required"] if properties.get(name, {}).get("default") is None]
    if schema.get("type") == "object" and not schema.get("x-kubernetes-preserve-unknown-fields"):
        values = schema.get("additionalProperties", False)
        result["additionalProperties"] = strict(values) if isinstance(values, dict) else values
    return result


def combinations(schema: dict[str, Any]) -> dict[str, Any]:
    result = {
        keyword: [condition(part) for part in schema[keyword]]
        for keyword in ("allOf", "anyOf", "oneOf")
        if keyword in schema
    }
    if schema.get("format") in RANGES and schema.get("type") == "integer":
        limit = RANGES[schema["format"]]
        result["allOf"] = [*result.get("allOf", ()), {"minimum": -limit, "maximum": limit - 1}]
    if schema.get("format") in CHECKED_FORMATS:
        result["allOf"] = [*result.get("allOf", ()), {"format": schema["format"]}]
    return result | ({"not": condition(schema["not"])} if "not" in schema else {})


def condition(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if not key.startswith("x-") and key != "default"}


def prune(value: Any, schema: dict[str, Any]) -> Any:
    """The value as the server validates it: without nulls where none may be, and with defaults."""
    if isinstance(value, list):
        return [prune(item, schema.get("items", {})) for item in value]
    if not isinstance(value, dict):
        return value
    fields = schema.get("properties", {})
    result = {key: part["default"] for key, part in fields.items() if part.get("default") is not None}
    for key, item in value.items():
        part = fields.get(key) or schema.get("additionalProperties")
        part = part if isinstance(part, dict) else {"nullable": True}
        if item is not None or part.get("nullable"):
            result[key] = prune(item, part)
    return result


def repeats(value: Any, schema: dict[str, Any]) -> bool:
    """Whether items repeat in a list that is a set or a map, which JSON Schema has no word for."""
    if isinstance(value, dict):
        parts = (
            (item, schema.get("properties", {}).get(key) or schema.get("additionalProperties"))
            for key, item in value.items()
        )
        return any(repeats(item, part) for item, part in parts if isinstance(part, dict))
    if not isinstance(value, list):
        return False
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys", ())
    items = schema.get("items", {})
    if kind == "map":
        defaults = {key: items["properties"][key].get("default") for key in keys}
        known = [repr([item.get(key, defaults[key]) for key in keys]) for item in value if isinstance(item, dict)]
        if len(set(known)) < len(known):
            return True
    if kind == "set" and len({repr(item) for item in value}) < len(value):
        return True
    return any(repeats(item, items) for item in value)
