"""Objects that fit a structural schema, and objects with one thing changed."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

WORDS = (
    "a",
    "web",
    "example.com",
    "a/b",
    "1h",
    "30s",
    "500m",
    "2Gi",
    "http://example.com/x",
    "12",
    "10.0.0.0/8",
    "A",
    "*",
    "example.com/x",
    "warn",
    "@daily",
)
VALUES: tuple[Any, ...] = (None, "zz y", "", "12", 7, -1, 1.5, 2.0, True, [], {}, [None], {"k": None}, ["a", "a"])


class UnfitError(Exception):
    """No value was found that fits."""


def instance(schema: dict[str, Any], random: Random, depth: int = 0) -> Any:
    """A value that fits the types, required fields, enums, patterns and ranges of a schema.

    Raises:
        UnfitError: a required field for which no value was found.

    """
    if "enum" in schema:
        return random.choice(schema["enum"])
    if schema.get("x-kubernetes-int-or-string"):
        return text(schema, random) if "pattern" in schema or random.random() < 0.5 else random.randint(1, 9)
    low = int(schema.get("minimum", 1))
    high = max(low, min(int(schema.get("maximum", low + 9)), low + 9))
    made = {
        "object": lambda: mapping(schema, random, depth),
        "array": lambda: items(schema, random, depth),
        "integer": lambda: random.randint(low, high),
        "number": lambda: random.randint(low, high),
        "boolean": lambda: random.random() < 0.5,
        "string": lambda: text(schema, random),
    }
    return made.get(schema.get("type", ""), lambda: random.choice(["x", 1, {"y": [1]}]))()


def items(schema: dict[str, Any], random: Random, depth: int) -> list[Any]:
    fewest = schema.get("minItems", 0)
    count = random.randint(fewest, max(fewest, 2 if depth < 12 else 0))
    return [instance(schema.get("items", {}), random, depth + 1) for _ in range(count)]


def mapping(schema: dict[str, Any], random: Random, depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, part in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        if not required and random.random() > (0.4 if depth < 8 else 0.1):
            continue
        try:
            result[name] = instance(part, random, depth + 1)
        except UnfitError:
            if required:
                raise
    if isinstance(schema.get("additionalProperties"), dict):
        result[random.choice(WORDS)] = instance(schema["additionalProperties"], random, depth + 1)
    return result


def text(schema: dict[str, Any], random: Random) -> str:
    formats = {"date-time": "2026-01-31T12:00:00Z", "byte": "YQ==", "ipv4": "10.0.0.1", "ipv6": "::1"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    low, high = schema.get("minLength", 0), schema.get("maxLength", 99)
    fitting = [w for w in WORDS if low <= len(w) <= high and re.search(python_pattern(schema.get("pattern", "")), w)]
    if not fitting:
        raise UnfitError(schema.get("pattern"))
    return random.choice(fitting)


def python_pattern(pattern: str) -> str:
    """Go takes flags anywhere, Python at the start; no published pattern has letters before them."""
    return f"(?i){pattern.replace('(?i)', '')}" if "(?i)" in pattern else pattern


def mutations(
    value: dict[str, Any], random: Random, count: int
) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, Any]]]:
    """(path, what was done, copy of the object with that done), for paths below `spec` and such, not in metadata."""
    paths = [path for path in walk(value) if path[0] not in ("apiVersion", "kind", "metadata")]
    for _ in range(count if paths else 0):
        path = random.choice(paths)
        changed = copy.deepcopy(value)
        parent: Any = changed
        for step in path[:-1]:
            parent = parent[step]
        how = random.choice(["delete", "rename", "add", "repeat", *VALUES, *VALUES])
        if how == "delete":
            del parent[path[-1]]
        elif how == "rename" and isinstance(parent, dict):
            parent[f"{path[-1]}x"] = parent.pop(path[-1])
        elif how == "add" and isinstance(parent, dict):
            parent["noSuchField"] = 1
        elif how == "repeat" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[path[-1]]))
        elif how not in ("rename", "add", "repeat"):
            parent[path[-1]] = copy.deepcopy(how)
        yield path, repr(how), changed


def walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
