"""SARIF 2.1.0, which code scanning services and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from seatrial import __version__
from seatrial.checks.fingerprint import fingerprints
from seatrial.checks.rule import DOCKERFILES
from seatrial.checks.rulebook import render_page
from seatrial.finding import Severity
from seatrial.report.json_text import json_text
from seatrial.report.sentences import advice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.rule import Rule
    from seatrial.edit import Replacement
    from seatrial.finding import Finding
    from seatrial.report.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
URGENCY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""`problem.severity` as GitHub has it."""
Json = dict[str, Any]


def render(report: Report) -> str:
    """One run, with the rules that found something and a result for each finding."""
    rules = report.rules_found()
    descriptors = [_rule(code, rules.get(code)) for code in sorted({finding.code for finding in report.findings})]
    indexes = {descriptor["id"]: index for index, descriptor in enumerate(descriptors)}
    starts = {name: _line_starts(report.texts[name]) for name in _mended(report)}
    marks = fingerprints(report.findings)
    results = [
        _result(finding, mark, indexes[finding.code], starts)
        for finding, mark in zip(report.findings, marks, strict=True)
    ]
    driver = {"name": "seatrial", "version": __version__, "rules": descriptors}
    run: Json = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which the check ran."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, rule: Rule | None) -> Json:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": f"{rule.why or rule.title}."},
        "help": {"text": rule.sections.get("Fix") or rule.title, "markdown": render_page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["docker" if rule.scope is DOCKERFILES else "kubernetes", code.rstrip("0123456789").lower()],
            "aliases": list(rule.aliases),
            "problem.severity": URGENCY[rule.severity],
        },
    }


def _result(finding: Finding, mark: str, index: int, starts: Mapping[str, Sequence[int]]) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": advice(finding)},
        "partialFingerprints": {"seatrial/v1": mark},
    }
    where: Json = {}
    if finding.position:
        # A region has a start or is not there: consumers refuse an empty one.
        region = {"startLine": max(finding.position.line, 1), "startColumn": max(finding.position.column, 1)}
        where["physicalLocation"] = {"artifactLocation": _artifact(finding.position.file), "region": region}
    if logical := _logical(finding):
        where["logicalLocations"] = logical
    if where:
        result["locations"] = [where]
    if finding.replace and finding.position and finding.position.file in starts:
        result["fixes"] = [_fix(finding, finding.position.file, starts[finding.position.file])]
    about = {"aliases": list(finding.aliases), "field": finding.field, "why": finding.why}
    if properties := {name: value for name, value in about.items() if value}:
        result["properties"] = properties
    return result


def _artifact(file: str) -> Json:
    name = quote(posixpath.normpath(file).encode("utf-8", "surrogateescape"), safe="/")
    return {"uri": f"file://{name}"} if file.startswith("/") else {"uri": name, "uriBaseId": ROOT}


def _logical(finding: Finding) -> list[Json]:
    """The object, and the field in it."""
    key = finding.resource
    if key is None:
        return [{"name": finding.field, "kind": "member"}] if finding.field else []
    parts = [part for part in (key.group_kind, key.namespace, key.name) if part]
    whole = "/".join(parts)
    found: list[Json] = [{"name": key.name, "fullyQualifiedName": whole, "kind": "resource"}]
    if finding.field:
        found.append({"name": finding.field, "fullyQualifiedName": f"{whole}/{finding.field}", "kind": "member"})
    return found


def _mended(report: Report) -> set[str]:
    """The files with findings that know the characters to change."""
    files = {finding.position.file for finding in report.findings if finding.replace and finding.position}
    return files & report.texts.keys()


def _fix(finding: Finding, file: str, starts: Sequence[int]) -> Json:
    change = {
        "artifactLocation": _artifact(file),
        "replacements": [_replacement(replacement, starts) for replacement in finding.replace],
    }
    return {"description": {"text": finding.fix or finding.message}, "artifactChanges": [change]}


def _replacement(replacement: Replacement, starts: Sequence[int]) -> Json:
    (line, column), (end_line, end_column) = (_place(offset, starts) for offset in (replacement.start, replacement.end))
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"deletedRegion": region, "insertedContent": {"text": replacement.text}}


def _line_starts(text: str) -> list[int]:
    return [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]


def _place(offset: int, starts: Sequence[int]) -> tuple[int, int]:
    """Line and column from 1 of a character counted from 0."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
