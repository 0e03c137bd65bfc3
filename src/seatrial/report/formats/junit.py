"""JUnit's XML, as CI systems read it: a suite a file, a failed case a finding, a passed case a file without any."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from seatrial.finding import Severity
from seatrial.report.characters import visible
from seatrial.report.sentences import advice, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.finding import Finding
    from seatrial.report.report import Report

NOWHERE = "cluster"
"""The suite of findings that are in no file."""


def render(report: Report) -> str:
    """Errors and warnings are failures, notes are skipped."""
    by_file = {name: list(found) for name, found in groupby(sorted(report.findings, key=_file), key=_file)}
    suites = {name: by_file.get(name, []) for name in sorted({*report.texts, *by_file})}
    tests = sum(max(len(found), 1) for found in suites.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="seatrial" tests="{tests}"{_counts(report.findings)}>',
        *(line for name, found in suites.items() for line in _suite(name, found)),
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _file(finding: Finding) -> str:
    return finding.position.file if finding.position else NOWHERE


def _counts(findings: Sequence[Finding]) -> str:
    notes = sum(finding.severity is Severity.INFO for finding in findings)
    return f' failures="{len(findings) - notes}" errors="0" skipped="{notes}"'


def _suite(name: str, findings: Sequence[Finding]) -> Iterable[str]:
    yield f'  <testsuite{_attributes({"name": name})} tests="{max(len(findings), 1)}"{_counts(findings)}>'
    if not findings:
        yield f"    <testcase{_attributes({'name': 'all rules', 'classname': 'seatrial', 'file': name})}/>"
    seen = Counter[str]()
    for finding in findings:
        name = f"{finding.code} {place(finding)}".strip()
        seen[name] += 1
        # Readers take two cases of one name for one.
        yield from _case(finding, name if seen[name] == 1 else f"{name} ({seen[name]})")
    yield "  </testsuite>"


def _case(finding: Finding, name: str) -> Iterable[str]:
    case = {"name": name, "classname": finding.code}
    if finding.position:
        case |= {"file": finding.position.file, "line": str(finding.position.line)}
    told = _attributes({"message": advice(finding)})
    body = "\n".join(escape(visible(str(line))) for line in (finding.position, finding.why) if line)
    yield f"    <testcase{_attributes(case)}>"
    if finding.severity is Severity.INFO:
        yield f"      <skipped{told}/>"
    else:
        yield f"      <failure{_attributes({'type': finding.severity.value})}{told}>{body}</failure>"
    yield "    </testcase>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(visible(value))}" for name, value in values.items())
