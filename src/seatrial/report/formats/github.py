"""Workflow commands, which GitHub Actions shows beside the lines of a pull request.

Escaping as the runner undoes it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.report.characters import encodable, visible
from seatrial.report.sentences import advice, place

if TYPE_CHECKING:
    from seatrial.finding import Finding
    from seatrial.report.report import Report

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """One command a line, errors first: of each severity GitHub shows the first ten of a step."""
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    return "".join(f"{_command(finding)}\n" for finding in ordered)


def _command(finding: Finding) -> str:
    properties = {"title": visible(finding.code)}
    if finding.position:
        where = finding.position
        properties = {
            "file": encodable(posixpath.normpath(where.file)),
            "line": where.line,
            "col": where.column,
        } | properties
    told = ",".join(f"{name}={str(value).translate(PROPERTY)}" for name, value in properties.items())
    lines = (advice(finding), place(finding), finding.why)
    message = "\n".join(visible(line) for line in lines if line)
    return f"::{COMMANDS[finding.severity]} {told}::{message.translate(DATA)}"
