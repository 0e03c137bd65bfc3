from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from seatrial.spec.document import read_document
from seatrial.spec.schema import json_schema

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "examples").glob("*/*.yaml"), *(ROOT / "src/seatrial/spec/starters").glob("*.yaml")])
SCHEMA = json_schema()
BASE = {"seatrial": "v1", "name": "a"}
SERVICE = {"team": "ai", "image": "x.io/a:1"}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_accepts_the_files_of_this_repository(path: Path, validator: Draft202012Validator) -> None:
    data = {"name": "part", **read_document(path.read_bytes(), path.name).data}
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "A"},
        {**BASE, "services": {"chat": {"team": "ai"}}},
        {**BASE, "services": {"chat": {**SERVICE, "replica": 3}}},
        {**BASE, "services": {"Chat": SERVICE}},
        {**BASE, "services": {"chat": {**SERVICE, "port": 70000}}},
        {**BASE, "services": {"chat": {**SERVICE, "replicas": "three"}}},
        {**BASE, "services": {"chat": {**SERVICE, "longest_request": 30}}},
        {**BASE, "defaults": {"services": {"replica": 3}}},
        {**BASE, "places": {"prod": {"eks": {"region": "x"}, "overrides": {"netwrok": {}}}}},
        {**BASE, "config": {"c": {"K": 5}}},
    ],
)
def test_refuses_what_the_loader_refuses(data: object, validator: Draft202012Validator) -> None:
    assert not validator.is_valid(data)


@pytest.mark.parametrize(
    "data",
    [
        {**BASE, "defaults": {"services": {"longest_request": "45s", "team": "ai"}}},
        {
            **BASE,
            "places": {
                "prod": {"eks": {"region": "x"}, "overrides": {"services": {"a": {"replicas": 2, "scale": None}}}}
            },
        },
        {**BASE, "include": ["teams.yaml"]},
    ],
)
def test_accepts_parts_where_parts_are_meant(data: object, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(data)] == []


def test_every_field_is_documented() -> None:
    for name, body in SCHEMA["$defs"].items():
        for key, shape in body.get("properties", {}).items():
            assert shape.get("description"), f"{name}.{key}"
            assert "title" not in shape


def test_defaults_are_as_people_write_them() -> None:
    service = SCHEMA["$defs"]["Service"]["properties"]
    assert service["longest_request"]["default"] == "30s"
    assert service["replicas"]["default"] == 2
    assert service["replicas"]["x-unit"] == "whole number or range"


def test_the_published_schema_is_this_one() -> None:
    published = (ROOT / "docs/reference/cluster.schema.json").read_text()
    assert published == json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n", "run scripts/make_file_reference.py"
