from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial import schemas
from seatrial.schemas import CustomSchemas

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)
KEYWORDS = (
    *("type", "properties", "required", "items", "additionalProperties", "enum", "pattern", "minimum", "anyOf", "not"),
    *("nullable", "default", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"),
)


def own(schema: dict[str, Any], **version: Any) -> CustomSchemas:
    definition = {
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.com",
            "names": {"kind": "Thing"},
            "versions": [{"name": "v1", "served": True, "schema": {"openAPIV3Schema": schema}} | version],
        },
    }
    return CustomSchemas.from_definitions([{"kind": "Pod"}, definition])


def thing(spec: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": spec}


def messages(schema: dict[str, Any], spec: Any) -> list[str]:
    root = {"type": "object", "properties": {"spec": schema}}
    return [fault.message for fault in schemas.validate(thing(spec), schemas.newest(), own(root))]


INTEGER = {"type": "integer"}
STRING = {"type": "string"}
CASES: dict[str, tuple[dict[str, Any], Any, list[str]]] = {
    "unknown": ({"type": "object", "properties": {"a": INTEGER}}, {"a": 1, "qqq": 2}, ["qqq is not a known field"]),
    "kept": ({"type": "object", "x-kubernetes-preserve-unknown-fields": True}, {"a": [None]}, []),
    "kept, and what is known is checked": (
        {"type": "object", "properties": {"a": INTEGER}, "x-kubernetes-preserve-unknown-fields": True},
        {"a": "b", "z": 1},
        ['a must be an integer, not the text "b"'],
    ),
    "untyped": ({"x-kubernetes-preserve-unknown-fields": True}, 5, []),
    "no fields": ({"type": "object"}, {"a": 1}, ["a is not a known field"]),
    "int or string": ({"x-kubernetes-int-or-string": True}, 5, []),
    "neither": ({"x-kubernetes-int-or-string": True}, 5.5, ["spec must be an integer or text, not the number 5.5"]),
    "nullable item": ({"type": "array", "items": {**STRING, "nullable": True}}, [None], []),
    "null item": ({"type": "array", "items": STRING}, [None], ["spec[0] must be text, not nothing"]),
    "null is absent": ({"type": "object", "properties": {"a": INTEGER}}, {"a": None}, []),
    "null is missing": (
        {"type": "object", "properties": {"a": INTEGER}, "required": ["a"]},
        {"a": None},
        ["a is missing"],
    ),
    "null is a value": (
        {"type": "object", "properties": {"a": {**INTEGER, "nullable": True}}, "required": ["a"]},
        {"a": None},
        [],
    ),
    "the default is there": (
        {"type": "object", "properties": {"a": {**INTEGER, "default": 1}}, "required": ["a"]},
        {},
        [],
    ),
    "map": (
        {"type": "object", "additionalProperties": INTEGER},
        {"a": "x"},
        ['a must be an integer, not the text "x"'],
    ),
    "embedded": (
        {"type": "object", "x-kubernetes-embedded-resource": True, "x-kubernetes-preserve-unknown-fields": True},
        {"kind": "Pod", "metadata": {"labels": {"a": 1}}},
        ["a must be text, not the number 1", "apiVersion is missing"],
    ),
    "set": (
        {"type": "array", "items": STRING, "x-kubernetes-list-type": "set"},
        ["a", "b", "a"],
        ['spec[2] repeats the text "a" of the item at 0'],
    ),
    "map list with default": (
        {
            "type": "array",
            "items": {"type": "object", "properties": {"p": INTEGER, "q": {**STRING, "default": "TCP"}}},
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["p", "q"],
        },
        [{"p": 1}, {"p": 1, "q": "UDP"}, {"p": 1, "q": "TCP"}],
        ["spec[2] repeats p 1 and q TCP of the item at 0"],
    ),
    "exclusive": (
        {
            "type": "object",
            "properties": {"a": STRING, "b": STRING},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        {"a": "x", "b": "y"},
        ["spec has more than one of a, b"],
    ),
    "none": (
        {
            "type": "object",
            "properties": {"a": STRING, "b": STRING},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        {"b": None},
        ["spec has none of a, b"],
    ),
    "range": ({**INTEGER, "minimum": 1, "maximum": 5}, 9, ["spec must be at most 5, not the number 9"]),
    "exclusive range": (
        {**INTEGER, "minimum": 1, "exclusiveMinimum": True},
        1,
        ["spec must be more than 1, not the number 1"],
    ),
    "length": ({**STRING, "maxLength": 1}, "ab", ["spec must have at most 1 character, and has 2"]),
    "items": ({"type": "array", "items": STRING, "minItems": 1}, [], ["spec must have at least 1 item, and has 0"]),
    "pattern": ({**STRING, "pattern": "^a$"}, "b", ['spec must match ^a$, not the text "b"']),
    "pattern at the very end": ({**STRING, "pattern": "^a$"}, "a\n", ['spec must match ^a$, not the text "a"']),
    "flags anywhere": ({**STRING, "pattern": "^((?i)sun|mon)day$"}, "MONday", []),
    "flags end with their group": (
        {**STRING, "pattern": "^((?i)sun|mon)day$"},
        "MONDAY",
        ['spec must match ^((?i)sun|mon)day$, not the text "MONDAY"'],
    ),
    "a class by name": ({**STRING, "pattern": "^[[:alpha:]]+$"}, "aZ", []),
    "a pattern that Python lacks": ({**STRING, "pattern": r"^\pL+$"}, "1", []),
    "a true is no one": ({"type": "boolean", "enum": [True]}, 1, ["spec must be true or false, not the number 1"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_structural_schemas(case: tuple[dict[str, Any], Any, list[str]]):
    schema, spec, expected = case
    assert messages(schema, spec) == expected


def test_a_status_behind_a_subresource_is_dropped_and_so_not_checked():
    root = {"type": "object", "properties": {"spec": {"type": "object"}, "status": INTEGER}}
    manifest = thing({}) | {"status": {"a": 1}}
    assert schemas.validate(manifest, schemas.newest(), own(root, subresources={"status": {}})) == ()
    assert len(schemas.validate(manifest, schemas.newest(), own(root))) == 1


def test_metadata_is_checked_whatever_the_definition_says():
    manifest = thing({}) | {"metadata": {"name": "a", "lables": {}}}
    (fault,) = schemas.validate(
        manifest, schemas.newest(), own({"type": "object", "properties": {"spec": {"type": "object"}}})
    )
    assert (fault.path, fault.fix) == (("metadata", "lables"), "write labels")


def test_the_users_definition_goes_before_ours():
    definition = {
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "ray.io",
            "names": {"kind": "RayCluster"},
            "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object"}}}],
        },
    }
    manifest = {"apiVersion": "ray.io/v1", "kind": "RayCluster", "metadata": {"name": "a"}, "spec": {}}
    (fault,) = schemas.validate(manifest, schemas.newest())
    assert fault.path == ("spec", "headGroupSpec")
    (fault,) = schemas.validate(manifest, schemas.newest(), CustomSchemas.from_definitions([definition]))
    assert fault.path == ("spec",)


def test_a_version_that_is_not_served_is_not_known():
    assert own({"type": "object"}).kinds() == (("example.com/v1", "Thing"),)
    assert own({"type": "object"}, served=False).kinds() == ()


@given(
    st.recursive(junk, lambda inside: st.dictionaries(st.sampled_from(KEYWORDS), inside, max_size=4), max_leaves=6),
    junk,
)
def test_no_definition_is_a_traceback(schema: Any, spec: Any):
    root = {"type": "object", "properties": {"spec": schema}}
    for fault in schemas.validate(thing(spec), schemas.newest(), own(root)):
        assert fault.message


@given(junk)
def test_what_is_no_definition_defines_nothing(value: Any):
    for definition in ({"spec": value}, {"spec": {"names": value, "versions": value}}, {"spec": {"versions": [value]}}):
        assert CustomSchemas.from_definitions([definition | {"kind": "CustomResourceDefinition"}]).kinds() == ()


def test_a_definition_without_end_is_a_fault_of_its_objects():
    deep: dict[str, Any] = {"type": "object"}
    for _ in range(5000):
        deep = {"type": "object", "properties": {"a": deep}}
    (fault,) = schemas.validate(thing({}), schemas.newest(), own(deep))
    assert "nested too deep" in fault.message
