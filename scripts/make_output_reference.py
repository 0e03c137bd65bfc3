"""Write docs/reference/output: the JSON Schema of every document of `-o json|yaml`. Run after changing one."""

from __future__ import annotations

import json
from pathlib import Path

from seatrial.cli.schemas import COMMANDS, schemas

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "output"
INTRODUCTION = """# Documents

With `-o json` or `-o yaml` a command prints exactly one document to standard output; its `kind` says which. Where a
command cannot do its work, or is interrupted, the document is an `Error`, with the exit code and the findings that it
stopped at. Within `seatrial/v1` a field is added, never changed in meaning or removed. `render`
prints Kubernetes' own resources, `schema` a JSON Schema and `init` a cluster file; these have no document.

| Kind | Of | Meaning |
|---|---|---|
"""


def files() -> dict[str, str]:
    """File name → text."""
    found = schemas()
    rows = "".join(
        f"| [{kind}]({kind}.schema.json) | {COMMANDS[kind]} | {schema['description']} |\n"
        for kind, schema in found.items()
    )
    texts = {f"{kind}.schema.json": json.dumps(schema, indent=2) + "\n" for kind, schema in found.items()}
    return {"README.md": INTRODUCTION + rows} | texts


def main() -> None:
    """Write the files and remove those of kinds that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = files()
    for path in FOLDER.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} files in {FOLDER}")


if __name__ == "__main__":
    main()
