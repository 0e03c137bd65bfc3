"""The documents of `-o json|yaml`: published schemas are those of the types, and real output obeys them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "reference" / "output"


def script(name: str):
    location = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert location
    assert location.loader
    module = importlib.util.module_from_spec(location)
    location.loader.exec_module(module)
    return module


def require_valid(document):
    schema = json.loads((SCHEMAS / f"{document['kind']}.schema.json").read_text())
    Draft202012Validator(schema).validate(document)


def test_schemas_are_up_to_date():
    shipped = {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()}
    assert shipped == script("make_output_reference").files(), "run make docs"


def test_schemas_are_schemas_and_forbid_another_kind():
    for path in SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text())
        Draft202012Validator.check_schema(schema)
        kind = path.name.partition(".")[0]
        assert schema["properties"]["kind"] == {"const": kind}
        assert list(Draft202012Validator(schema).iter_errors({"apiVersion": "seatrial/v1", "kind": "Other"}))


@pytest.mark.parametrize("name", ["commands.md", "exit-codes.md"])
def test_the_reference_of_commands_is_up_to_date(name: str):
    shipped = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert shipped == script("make_command_reference").pages()[name], "run make docs"


@pytest.mark.parametrize(
    ("line", "kind", "code"),
    [
        ("check", "Findings", 0),
        ("check --list", "Rules", 0),
        ("check --explain POD001", "Rule", 0),
        ("check nowhere.yaml", "Error", 2),
        ("cost", "Cost", 0),
        ("explain services --recursive", "Explanation", 0),
        ("status", "Error", 2),
        ("diff", "Error", 2),
        ("up nowhere.yaml", "Error", 2),
        ("apply --on prod", "Error", 2),
        ("delete --context nowhere", "Error", 2),
        ("down", "Error", 2),
        ("reset --name vision", "Error", 4),
        ("reset --name vision --yes", "LocalChange", 0),
        ("logs etcd", "Error", 2),
    ],
)
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_every_command_prints_one_valid_document(line, kind, code, form, seatrial, cluster_file):
    answer = seatrial(*line.split(), "-o", form)
    document = yaml.safe_load(answer.out)
    assert (document["kind"], answer.code) == (kind, code)
    require_valid(document)
    if kind == "Error":
        assert document["exitCode"] == code
        assert document["message"] in answer.err


def test_findings_that_stop_a_command_are_in_its_error(seatrial, cluster_file):
    cluster_file.write_text(cluster_file.read_text().replace("team: ai\n", "team: ia\n"))
    checked, refused = seatrial("check", "-o", "json"), seatrial("up", "-o", "json")
    require_valid(refused.document)
    assert refused.document["findings"] == checked.document["findings"] != []
    assert (checked.code, refused.code) == (1, 2)
