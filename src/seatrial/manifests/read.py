"""Text of any YAML or JSON file → Kubernetes objects, with a finding for everything that cannot be read.

The fast way is a YAML parser in Rust, twenty times as fast as libyaml with positions; it reads YAML 1.2 and knows no
positions. A document with anything that YAML 1.1 reads differently, and every document that it refuses, goes the slow
way over libyaml's events, which says where what is wrong. Positions are looked up later, for findings alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.manifests.dialect import is_json, reads_differently
from seatrial.manifests.scalars import resolve
from seatrial.manifests.split import Slice, split
from seatrial.resource import Resource
from seatrial.spec import codes
from seatrial.spec.builder import BrokenError, Builder
from seatrial.spec.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.location import SpecPath

LARGEST_FILE = 256 * 2**20
"""Bytes."""
LITERAL: Mapping[str, SpecPath] = {"": ()}
"""Every field of a manifest is written where the file has it."""
CODES = {
    codes.ENCODING: "MAN001",
    codes.TOO_LARGE: "MAN002",
    codes.SYNTAX: "MAN003",
    codes.DUPLICATE_KEY: "MAN004",
    codes.DOCUMENT: "MAN005",
    codes.SCALAR: "MAN006",
}
TEMPLATE, NO_OBJECT = "MAN007", "MAN008"
FAULTS = {
    "MAN001": "A file is not readable text",
    "MAN002": "A file is too large, too deep, or grows without bound through aliases",
    "MAN003": "The text is not YAML",
    "MAN004": "A mapping has the same key twice",
    "MAN005": "A document is not a mapping",
    "MAN006": "YAML allows the value, Kubernetes does not",
    TEMPLATE: "A template that has to be rendered first",
    NO_OBJECT: "A document that is no Kubernetes object",
}
"""What can be wrong with a text before any rule looks at it."""
BRACES = re.compile(r"\{\{[^}\n]{0,300}\}\}|\{\{-|-\}\}")
BLANK = r"[ \t\r\n\x85\u2028\u2029\ufeff]*+"
REST = r"[^\r\n\x85\u2028\u2029]*+"
UNPARSED = re.compile(rf"{BLANK}(?:[#%]{REST}{BLANK})*+(?:---(?![^\s]){BLANK}(?:#{REST}{BLANK})*+)?")
"""Blanks, comments and directives; possessive, because of a text that is more than that every split would be tried."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, read.

    Attributes:
        name: as the user gave it.
        text: decoded; empty where that is not possible.
        slices: the documents of the text.
        resources: the Kubernetes objects, in order; their `source` is the name, the number of the document, and the
            path in it.
        findings: what is wrong with the text.
        others: how many documents are something else: values of a chart, a workflow, a list of patches.
        unread: whether any of it could not be read, so that objects may be missing.

    """

    name: str
    text: str = ""
    slices: tuple[Slice, ...] = ()
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = ()
    others: int = 0
    unread: bool = False


@dataclass(slots=True)
class _Reading:
    name: str
    resources: list[Resource] = field(default_factory=list[Resource])
    findings: list[Finding] = field(default_factory=list[Finding])
    others: int = 0
    unread: bool = False


def read_file(name: str, source: str | bytes) -> File:
    """Read one file of any number of documents."""
    text, faults = read_text(name, source)
    if faults:
        return File(name, text, findings=faults, unread=True)
    reading = _Reading(name)
    slices = tuple(split(text))
    for number, part in enumerate(slices):
        _read_document(reading, number, part)
    resources, findings = tuple(reading.resources), tuple(reading.findings)
    return File(name, text, slices, resources, findings, reading.others, reading.unread)


def read_text(name: str, source: str | bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text of any file, or why it is none."""
    if isinstance(source, bytes) and b"\x00" in source[:4096] and not source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", (_finding("MAN001", name, 1, 1, "the file is not text", "leave it out"),)
    text, faults = decode(source, name, largest=LARGEST_FILE)
    return text, tuple(map(_relabel, faults))


def _read_document(reading: _Reading, number: int, part: Slice) -> None:
    value, faults = read_document(part, reading.name)
    if faults:
        reading.findings.extend(faults)
        reading.unread = reading.unread or any(fault.code not in ("MAN004", "MAN006") for fault in faults)
    if value is None:
        return
    if not isinstance(value, dict):
        reading.others += 1
        return
    manifest = cast("dict[str, Any]", value)
    if not _is_object(manifest):
        reading.others += 1
        if ("apiVersion" in manifest or "kind" in manifest) and "metadata" in manifest:
            reading.findings.append(_no_object(manifest, Position(reading.name, part.line + 1, 1)))
        return
    _read_objects(reading, part, manifest, (reading.name, number))


def _read_objects(reading: _Reading, part: Slice, manifest: dict[str, Any], path: SpecPath) -> None:
    """The object, or those in a `List`, which kubectl prints and reads as if its items stood alone."""
    from seatrial.manifests.locate import Document

    document: Document | None = None
    waiting = [(path, manifest)]
    while waiting:
        where, found = waiting.pop()
        items = found.get("items")
        if not found["kind"].endswith("List") or not isinstance(items, list):
            reading.resources.append(Resource(found, where, LITERAL))
            continue
        inside: list[tuple[SpecPath, dict[str, Any]]] = []
        for index, item in enumerate(cast("list[Any]", items)):
            whole = _completed(item, found)
            if _is_object(whole):
                inside.append(((*where, "items", index), whole))
            else:
                document = document or Document(part)
                row, column = document.find((*where, "items", index)[2:])
                reading.findings.append(_no_object(whole, Position(reading.name, part.line + row + 1, column + 1)))
        waiting.extend(reversed(inside))


def _completed(item: Any, holder: Mapping[str, Any]) -> dict[str, Any]:
    """An item with what the API server leaves out of the items of a typed list, `PodList`."""
    if not isinstance(item, dict):
        return {}
    found = cast("dict[str, Any]", item)
    kind = holder["kind"].removesuffix("List")
    return found if _is_object(found) or not kind else {"apiVersion": holder["apiVersion"], "kind": kind, **found}


def _no_object(manifest: Mapping[str, Any], position: Position) -> Finding:
    """Why a mapping that looks like an object is none."""
    missing = next(key for key in ("apiVersion", "kind") if not isinstance(manifest.get(key), str))
    wrong = f"its {missing} is not text" if missing in manifest else f"{missing} is not there"
    return Finding(
        code=NO_OBJECT,
        severity=Severity.ERROR,
        message=f"this looks like a Kubernetes object, but {wrong}",
        fix=f"write {missing}, such as `{'v1' if missing == 'apiVersion' else 'Pod'}`, or leave it out",
        position=position,
    )


def read_document(part: Slice, name: str) -> tuple[Any, tuple[Finding, ...]]:
    """The value of one document, and what is wrong with it."""
    import ryaml

    text = part.text
    if not reads_differently(text):
        try:
            value = ryaml.loads(text)  # pyright: ignore[reportPrivateImportUsage]  # re-exported without saying so
        except ValueError:
            pass  # libyaml says where, and reads some that this one does not
        else:
            if is_json(value):
                return value, ()
    if UNPARSED.fullmatch(text):
        return None, ()
    return _read_slowly(part, name)


def _read_slowly(part: Slice, name: str) -> tuple[Any, tuple[Finding, ...]]:
    builder = Builder(name, rows=range(part.line, part.line + part.lines), resolver=resolve)
    try:
        builder.read(part.text)
    except BrokenError as broken:
        json = _read_json(part.text)
        if json is not None:
            return json, ()
        template = BRACES.search(part.text)
        if template:
            before = part.text[: template.start()]
            line, column = part.line + before.count("\n") + 1, len(before) - before.rfind("\n")
            message = "this is a template, which says what it is only when it is rendered"
            fix = "check the folder of the chart, or what `helm template` prints of it"
            return None, (_finding(TEMPLATE, name, line, column, message, fix, Severity.WARNING),)
        return None, (_relabel(broken.finding),)
    return builder.root, tuple(map(_relabel, builder.findings))


def _read_json(text: str) -> Any:
    """JSON that YAML refuses: indented with tabs."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_object(manifest: Mapping[str, Any]) -> bool:
    return isinstance(manifest.get("apiVersion"), str) and isinstance(manifest.get("kind"), str)


def _relabel(finding: Finding) -> Finding:
    return replace(finding, code=CODES.get(finding.code, finding.code))


def _finding(
    code: str, name: str, line: int, column: int, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, position=Position(name, line, column))
