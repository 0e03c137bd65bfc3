"""The JSON Schemas of the documents, made from their types."""

from __future__ import annotations

from typing import Any

import msgspec

from seatrial.cli.documents import DOCUMENTS
from seatrial.planner.document import API_VERSION, PLAN_SHAPE

COMMANDS = {
    "Cost": "`cost`",
    "Error": "every command, when it could not do its work",
    "Explanation": "`explain`",
    "Findings": "`check`",
    "LocalChange": "`down`, `reset`",
    "Logs": "`logs`",
    "Outcome": "`up`, `apply`, `delete`",
    "Plan": "`diff`",
    "Rule": "`check --explain`",
    "Rules": "`check --list`",
    "Scan": "`scan`",
    "Status": "`status`",
}
"""Who prints which kind."""


def schemas() -> dict[str, dict[str, Any]]:
    """Kind → schema, draft 2020-12."""
    found = {document.__name__: schema(document.__name__, document) for document in DOCUMENTS}
    found["Plan"] = schema("Plan", PLAN_SHAPE) | {"description": "What an apply would do, object by object."}
    return dict(sorted(found.items()))


def schema(kind: str, shape: type[msgspec.Struct]) -> dict[str, Any]:
    """One document: the definition of its type on top, those of its parts below."""
    (reference,), definitions = msgspec.json.schema_components([shape], ref_template="#/$defs/{name}")
    top: dict[str, Any] = definitions.pop(reference["$ref"].rpartition("/")[2])
    properties = top["properties"] | {"apiVersion": {"const": API_VERSION}, "kind": {"const": kind}}
    required = dict.fromkeys(("apiVersion", "kind", *top["required"]))
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://seatrial.dev/schemas/{API_VERSION}/{kind}.schema.json",
        **top,
        "title": kind,
        "properties": {name: properties[name] for name in dict.fromkeys(("apiVersion", "kind", *properties))},
        "required": list(required),
        "$defs": definitions,
    }
    # The types of the Plan are private, their names in the schema are not.
    text = msgspec.json.encode(found).replace(b'"_', b'"').replace(b"/_", b"/")
    return msgspec.json.decode(text)
