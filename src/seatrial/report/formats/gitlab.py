"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from seatrial.checks.fingerprint import fingerprints
from seatrial.finding import Severity
from seatrial.report.json_text import json_text
from seatrial.report.sentences import advice, place

if TYPE_CHECKING:
    from seatrial.finding import Finding
    from seatrial.report.report import Report

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """A list with an item for each finding; GitLab shows one of those that have the same fingerprint."""
    known = fingerprints(report.findings)
    return json_text([_issue(finding, mark) for finding, mark in zip(report.findings, known, strict=True)])


def _issue(finding: Finding, mark: str) -> dict[str, Any]:
    where = finding.position
    return {
        "description": f"{place(finding)}: {advice(finding)}" if finding.resource else advice(finding),
        "check_name": finding.code,
        "fingerprint": mark,
        "severity": SEVERITIES[finding.severity],
        # GitLab wants a path also of what has no file: an object of a cluster.
        "location": {
            "path": posixpath.normpath(where.file) if where else place(finding) or finding.code,
            "lines": {"begin": max(where.line, 1) if where else 1},
        },
    }
