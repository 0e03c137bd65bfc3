"""Write the reference of cluster.yaml from its types: docs/reference/file.md and docs/reference/cluster.schema.json.

    python scripts/make_file_reference.py [--check]

`--check` writes nothing and fails where the files are not what would be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.spec.codes import CODES
from seatrial.spec.explain import Explanation, explain
from seatrial.spec.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
INTRODUCTION = """\
# cluster.yaml, field by field

Generated from the types by `scripts/make_file_reference.py`. The same text at the terminal: `seatrial explain
services.scale`. For editors: [cluster.schema.json](cluster.schema.json). How the file is read:
[file-format.md](../file-format.md).
"""


def file_reference() -> str:
    """The page: a table for each mapping of the file, then the codes of findings."""
    lines = [INTRODUCTION, *_section(explain(), 1)]
    lines += ["## Codes of findings", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in CODES.items()]
    return "\n".join(lines) + "\n"


def _section(found: Explanation, depth: int) -> Iterator[str]:
    if depth > 1:
        yield from (f"{'#' * min(depth, 4)} {found.path}", "", found.description, "")
    yield from ("| field | type | default | |", "|---|---|---|---|")
    for field in found.fields:
        name = field.path.rpartition(".")[2] + (" (required)" if field.required else "")
        yield f"| {name} | {_cell(field.type)} | {_cell(field.default)} | {_cell(field.description)} |"
    yield ""
    for field in found.fields:
        if field.fields:
            yield from _section(field, depth + 1)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def pages() -> dict[Path, str]:
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    return {REFERENCE / "file.md": file_reference(), REFERENCE / "cluster.schema.json": schema}


def main(arguments: list[str]) -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path} is not up to date: run scripts/make_file_reference.py")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
