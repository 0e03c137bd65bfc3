"""What ships is whole: each line is used, builds, and is small enough to ship."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

from seatrial import schemas
from seatrial.schemas.bounds import _compile
from seatrial.schemas.library import FOLDER, Kind, find_kind, kinds, kubernetes_versions, minor, sources
from seatrial.schemas.words import WORDS

LARGEST = 2_500_000
LINES = (FOLDER / "definitions.jsonl").read_text().splitlines()
DATE = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")


def pieces(schema: Any) -> Any:
    yield schema
    if isinstance(schema, dict):
        for part in schema.get("properties", {}).values():
            yield from pieces(part)
        for step in ("items", "additionalProperties"):
            if step in schema:
                yield from pieces(schema[step])
        for keyword in ("allOf", "anyOf", "oneOf", "not"):
            for part in schema.get(keyword, ()):
                yield from pieces(part)


def test_every_reference_leads_somewhere_and_every_line_is_used():
    rows = [Kind(*row.split(",")) for row in (*kinds().values(), *kinds("types.csv").values())]
    used = {int(entry.rpartition("=")[2]) for row in rows for entry in row.lines.split(" ") if entry[-1] != "="}
    names = {row.kind for row in rows if row.api_version == "types"} | WORDS.keys()
    for line in LINES:
        for piece in pieces(json.loads(line)):
            if isinstance(piece, int):
                used.add(piece)
            assert not isinstance(piece, str) or piece in names
    assert used == set(range(len(LINES)))


def test_every_pattern_is_one_in_python_too():
    patterns = {
        p["pattern"] for line in LINES for p in pieces(json.loads(line)) if isinstance(p, dict) and "pattern" in p
    }
    assert patterns
    assert [pattern for pattern in patterns if _compile(pattern) is None] == []


def test_every_kind_checks_in_every_version():
    for api_version, kind in kinds():
        for version in schemas.versions():
            if schemas.is_known(api_version, kind, version):
                manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": 1}}
                found = schemas.validate(manifest, version)
                assert ("metadata", "name") in {fault.path for fault in found}, (api_version, kind)


def test_every_source_has_its_release_and_date():
    assert all(row["release"].startswith("v") and DATE.fullmatch(row["date"]) for row in sources().values())
    used = {Kind(*row.split(",")).source for row in kinds().values()}
    assert used == {"kubernetes"} | {name for name in sources() if not name.startswith("kubernetes-")}


def test_it_is_small():
    assert sum(len(gzip.compress(file.read_bytes())) for file in FOLDER.iterdir()) < LARGEST


def test_a_kind_without_its_version_does_not_end():
    row = find_kind("apps/v1", "Deployment")
    assert row is not None
    assert [row.line(version) is not None for version in kubernetes_versions()] == [True] * len(kubernetes_versions())
    assert [minor(version) for version in kubernetes_versions()] == sorted(map(minor, kubernetes_versions()))
