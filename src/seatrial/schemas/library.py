"""The schemas that ship with the package, read when they are asked for.

`definitions.jsonl` holds a schema in the short form a line, each once however many kinds and versions use it.
`kinds.csv` says on which line a kind starts, `types.csv` a type that schemas name, such as `meta.v1.ObjectMeta`.
All are cut into lines once, and a line is decoded when a value reaches it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from seatrial.schemas.build import Builder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.schemas.node import Node

FOLDER = Path(__file__).parent / "data"


class Kind(NamedTuple):
    """A row of `kinds.csv`.

    `lines` holds `1.34=12` for the schema on line 12 (from 0) from Kubernetes 1.34 on, `1.36=` where the kind ends, and
    `12` alone for a kind that does not depend on the version; several stand with a space between.
    """

    api_version: str
    kind: str
    namespaced: str
    source: str
    lines: str

    def line(self, version: str) -> int | None:
        """Where the schema stands for a Kubernetes version; None where it is not served."""
        found = ""
        for entry in self.lines.split(" "):
            since, equals, number = entry.rpartition("=")
            if not equals:
                return int(number)
            if minor(since) <= minor(version):
                found = number
        return int(found) if found else None


def minor(version: str) -> int:
    """The 37 of `1.37`."""
    return int(version.partition(".")[2])


def _rows(file: str) -> list[str]:
    return (FOLDER / file).read_text(encoding="utf-8").splitlines()[1:]


@cache
def kinds(file: str = "kinds.csv") -> Mapping[tuple[str, str], str]:
    """(apiVersion, kind) → the row as it is written."""
    rows: dict[tuple[str, str], str] = {}
    for row in _rows(file):
        api_version, kind, _ = row.split(",", 2)
        rows[api_version, kind] = row
    return rows


def find_kind(api_version: str, kind: str) -> Kind | None:
    """The row of a kind, whatever version serves it."""
    row = kinds().get((api_version, kind))
    return Kind(*row.split(",")) if row else None


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """The name of a source → its columns: project, release, module, date, licence."""
    header, *rows = (FOLDER / "sources.csv").read_text(encoding="utf-8").splitlines()
    columns = header.split(",")
    return {row.partition(",")[0]: dict(zip(columns, row.split(","), strict=True)) for row in rows}


@cache
def kubernetes_versions() -> tuple[str, ...]:
    """The minor versions of Kubernetes that have schemas, the newest last."""
    prefix = "kubernetes-"
    found = (name.removeprefix(prefix) for name in sources() if name.startswith(prefix))
    return tuple(sorted(found, key=minor))


@cache
def _definitions() -> list[bytes]:
    return (FOLDER / "definitions.jsonl").read_bytes().split(b"\n")


@cache
def node(line: int) -> Node:
    """The schema on a line (from 0)."""
    # The standard library's decoder: a Deployment needs two dozen lines, and msgspec takes 10 ms to import.
    return builder().build(json.loads(_definitions()[line]))


@cache
def _define(reference: int | str) -> Node:
    if isinstance(reference, int):
        return node(reference)
    row = Kind(*kinds("types.csv")["types", reference].split(","))
    for version in reversed(kubernetes_versions()):
        line = row.line(version)
        if line is not None:
            return node(line)
    raise LookupError(f"the schemas that ship with the package lack {reference}")


@cache
def builder() -> Builder:
    """Makes nodes whose numbers are lines of the data file."""
    return Builder(_define)


@cache
def schema_of(api_version: str, kind: str, version: str) -> Node | None:
    """The schema of a kind in a Kubernetes version; None where that version does not serve it."""
    row = find_kind(api_version, kind)
    line = row.line(version) if row else None
    return None if line is None else node(line)
