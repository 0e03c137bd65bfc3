"""Somebody else's validator, on the published definitions: the same objects are taken and refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seatrial import schemas
from seatrial.schemas import CustomSchemas
from seatrial.schemas.library import sources
from tests.schemas.instances import UnfitError, instance, mutations
from tests.schemas.reference import prune, repeats, validator

FOLDER = Path(__file__).parents[3] / "shared" / "crds"
FILES = sorted(FOLDER.glob("*.json"))
ROW = re.compile(r"\| (\S+) \| [^|]+ \| (\S+) \| (\S+) \|")
OBJECTS = 6
CHANGES = 12

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FILES, reason="needs ../shared/crds"),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_same_objects_are_refused(file: Path) -> None:
    definition = json.loads(file.read_text())
    chosen = [CustomSchemas.from_definitions([definition])]
    if is_shipped(file.stem):
        chosen.append(CustomSchemas({}))
    random = Random(file.stem)
    compared = 0
    for version in definition["spec"]["versions"]:
        if version["served"]:
            compared += compare(definition["spec"], version, chosen, random)
    assert compared >= OBJECTS


def is_shipped(name: str) -> bool:
    """Whether the package has the definition of the very release that lies in the folder."""
    ours = {(source["project"], source["release"]) for source in sources().values()}
    rows = {row[0]: row[1:] for row in ROW.findall((FOLDER / "README.md").read_text())}
    return rows[name] in ours


def test_most_definitions_are_compared_with_what_ships():
    assert sum(is_shipped(file.stem) for file in FILES) > len(FILES) / 3


def compare(spec: dict[str, Any], version: dict[str, Any], chosen: list[CustomSchemas], random: Random) -> int:
    schema = version["schema"]["openAPIV3Schema"]
    if "status" in version.get("subresources", {}):
        schema.get("properties", {}).pop("status", None)
    reference = validator(version)
    head = {
        "apiVersion": f"{spec['group']}/{version['name']}",
        "kind": spec["names"]["kind"],
        "metadata": {"name": "a"},
    }
    compared = 0
    for _ in range(OBJECTS):
        try:
            value = instance(schema, random) | head
        except UnfitError:
            continue
        for path, how, changed in [((), "as it is", value), *mutations(value, random, CHANGES)]:
            expected = [e.message for e in reference.iter_errors(prune(changed, schema))]
            if not expected and repeats(changed, schema):
                expected = ["repeats"]
            for own in chosen:
                found = schemas.validate(changed, schemas.newest(), own)
                assert bool(found) is bool(expected), (path, how, found, expected)
            compared += 1
    return compared
