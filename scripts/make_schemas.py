"""Write the schemas that ship with the package from the projects' published Go modules.

    python scripts/make_schemas.py 2026-11-25

The argument is the date that `sources.csv` gets for what is fetched. `scripts/schemas/modules.csv` names the modules:
Kubernetes itself (its OpenAPI documents, and the enums from its generated Go code, which the documents lack) and the
projects with their CustomResourceDefinitions. They come through `go mod download`, into $GOMODCACHE, a few gigabytes.
The same modules give the same bytes.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from schemas.kubernetes import TYPES, read_kubernetes

from seatrial.schemas.compact import compact_custom

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
DATA = HERE.parent / "src" / "seatrial" / "schemas" / "data"
SMALLEST_SHARED = 60
"""Characters: a smaller piece costs less where it stands than a line of its own."""


class Loader(yaml.CSafeLoader):
    """YAML as Go reads it: a bare `=` is text."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


def fetch(module: str, release: str) -> Path:
    """The folder of a module of the Go proxy, unpacked."""
    answer = subprocess.run(
        ["go", "mod", "download", "-json", f"{module}@{release}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GOFLAGS": "-mod=mod"},
    )
    found = json.loads(answer.stdout or "{}")
    if "Dir" not in found:
        sys.exit(f"{module}@{release}: {found.get('Error') or answer.stderr}")
    return Path(found["Dir"])


def read_definitions(folder: Path, patterns: str) -> Iterator[dict[str, Any]]:
    """The CustomResourceDefinitions in the files that match, the patterns separated by spaces."""
    for pattern in patterns.split():
        files = sorted(folder.glob(pattern))
        if not files:
            sys.exit(f"{folder} has nothing at {pattern}")
        for file in files:
            for document in yaml.load_all(file.read_text(encoding="utf-8"), Loader):
                if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
                    yield document


class Pool:
    """Schemas by content: a piece that occurs twice gets a line of its own, and all who use it name the line."""

    def __init__(self) -> None:
        self.shared: dict[str, int] = {}
        self.lines: list[str] = []
        self.uses: Counter[str] = Counter()

    def count(self, schema: Any) -> None:
        """Count the pieces of a schema; those of a piece seen before are counted already."""
        if not isinstance(schema, dict):
            return
        if "type" in schema:
            text = json.dumps(schema, separators=(",", ":"), sort_keys=True)
            self.uses[text] += 1
            if self.uses[text] > 1:
                return
        for part in parts(schema):
            self.count(part)

    def place(self, schema: Any, *, alone: bool = False) -> Any:
        """The schema with its shared pieces as line numbers; `alone` gives it a line whatever its size."""
        if not isinstance(schema, dict):
            return self._line(schema) if alone else schema
        text = json.dumps(schema, separators=(",", ":"), sort_keys=True)
        if text in self.shared:
            return self.shared[text]
        if not alone and (len(text) < SMALLEST_SHARED or self.uses[text] < 2 or "type" not in schema):
            return self._inside(schema)
        self.shared[text] = self._line(self._inside(schema))
        return self.shared[text]

    def _inside(self, schema: dict[str, Any]) -> dict[str, Any]:
        result = dict(schema)
        if "properties" in schema:
            result["properties"] = {name: self.place(part) for name, part in schema["properties"].items()}
        for step in ("items", "additionalProperties"):
            if step in schema:
                result[step] = self.place(schema[step])
        return result

    def _line(self, schema: Any) -> int:
        self.lines.append(json.dumps(schema, separators=(",", ":")))
        return len(self.lines) - 1


def parts(schema: dict[str, Any]) -> Iterator[Any]:
    yield from schema.get("properties", {}).values()
    yield from (schema[step] for step in ("items", "additionalProperties") if step in schema)


def spans(lines: dict[str, int | None]) -> str:
    """`{"1.33": 4, "1.34": 4, "1.35": None}` as `1.33=4 1.35=`."""
    entries: list[str] = []
    last: int | None = None
    for version, line in lines.items():
        if line != last:
            entries.append(f"{version}={'' if line is None else line}")
        last = line
    return " ".join(entries)


def main(date: str) -> None:
    """Write the files."""
    with (HERE / "schemas" / "modules.csv").open(encoding="utf-8") as file:
        modules = list(csv.DictReader(file))
    # (apiVersion, kind, namespaced, source) → Kubernetes version, or "" for custom resources → schema
    kinds: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {}
    for row in modules:
        folder = fetch(row["module"], row["release"])
        version = row["name"].removeprefix("kubernetes-") if row["name"].startswith("kubernetes-") else ""
        found = read_kubernetes(folder) if version else read_custom(folder, row["files"])
        for api_version, kind, namespaced, schema in found:
            source = "kubernetes" if version else row["name"]
            entry = kinds.setdefault((api_version, kind), (namespaced, source, {}))
            if entry[1] == source:
                entry[2][version] = schema
    write(kinds, [row["name"].removeprefix("kubernetes-") for row in modules if "kubernetes-" in row["name"]])
    columns = ("name", "project", "module", "release", "date", "licence")
    rows = [",".join([*(row[column] for column in columns[:4]), date, row["licence"]]) for row in modules]
    save(DATA / "sources.csv", [",".join(columns), *rows])


def read_custom(folder: Path, patterns: str) -> Iterator[tuple[str, str, str, Any]]:
    """(apiVersion, kind, "true" or "false" for namespaced, schema) of each served version of the definitions."""
    for definition in read_definitions(folder, patterns):
        spec = definition["spec"]
        for version in spec["versions"]:
            if version["served"]:
                namespaced = "true" if spec["scope"] == "Namespaced" else "false"
                api_version = f"{spec['group']}/{version['name']}"
                yield api_version, spec["names"]["kind"], namespaced, compact_custom(version)


def write(kinds: dict[tuple[str, str], tuple[str, str, dict[str, Any]]], versions: list[str]) -> None:
    """Write the definitions and the kinds."""
    pool = Pool()
    for _, _, schemas in kinds.values():
        for schema in schemas.values():
            pool.count(schema)
    rows: dict[str, list[str]] = {"types.csv": [], "kinds.csv": []}
    for (api_version, kind), (namespaced, source, schemas) in sorted(kinds.items()):
        lines = {version: pool.place(schema, alone=True) for version, schema in schemas.items()}
        where = str(lines[""]) if "" in lines else spans({version: lines.get(version) for version in versions})
        file = "types.csv" if api_version == TYPES else "kinds.csv"
        rows[file].append(f"{api_version},{kind},{namespaced},{source},{where}")
    for file, lines in rows.items():
        save(DATA / file, ["api_version,kind,namespaced,source,lines", *lines])
    save(DATA / "definitions.jsonl", pool.lines)
    print(f"{len(rows['kinds.csv'])} kinds, {len(pool.lines)} definitions")


def save(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
