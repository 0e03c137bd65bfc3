"""Markdown for a comment on a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.report.characters import visible
from seatrial.report.sentences import place, summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.checks.rule import Rule
    from seatrial.finding import Finding
    from seatrial.report.report import Report

ROOM = 40_000
"""Characters for rows, and `DETAILS` for the reasons below them: GitHub refuses a comment of more than 65,536."""
DETAILS = 20_000
SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$-])")
REFERENCE = re.compile(r"([@#!])(?=\w)")


def render(report: Report) -> str:
    """A table of the worst findings, as many as a comment holds, and the reasons by rule."""
    head = f"### Seatrial: {summarise(report.findings)}\n"
    if not report.findings:
        return head
    rules = report.rules_found()
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    rows = _fitting([_row(finding, rules) for finding in ordered], ROOM)
    rest = len(ordered) - len(rows)
    table = "\n".join(("| | Where | What | Rule |", "|---|---|---|---|", *rows))
    more = f"\nand {rest:,} more; `seatrial check` lists them all\n" if rest else ""
    details = _fitting([_detail(rule) for rule in rules.values()], DETAILS)
    reasons = "\n".join(("", "<details><summary>Why</summary>", "", *details, "", "</details>", "")) if details else ""
    return f"{head}\n{table}\n{more}{reasons}"


def _fitting(lines: Sequence[str], room: int) -> Sequence[str]:
    """The first lines that fit."""
    used = 0
    for number, line in enumerate(lines):
        used += len(line) + 1
        if used > room:
            return lines[:number]
    return lines


def _row(finding: Finding, rules: Mapping[str, Rule]) -> str:
    cells = (finding.severity.value, "<br>".join(_where(finding)), _what(finding), _link(finding.code, rules))
    return f"| {' | '.join(cells)} |"


def _where(finding: Finding) -> Iterator[str]:
    if finding.position:
        yield _code(str(finding.position))
    if place(finding):
        yield _code(place(finding))


def _what(finding: Finding) -> str:
    return f"{_text(finding.message)}; **{_text(finding.fix)}**" if finding.fix else _text(finding.message)


def _link(code: str, rules: Mapping[str, Rule]) -> str:
    return _code(code) if code in rules else _text(code)


def _detail(rule: Rule) -> str:
    known = ", ".join(map(_code, rule.aliases))
    also = f" Also known as {known}." if known else ""
    return f"- {_code(rule.code)} {_code(rule.name)}: {visible(rule.why)}.{also}"


def _text(text: str) -> str:
    """Words as they are, that neither format anything nor call a person or an issue."""
    escaped = SPECIAL.sub(r"\\\1", visible(text))
    return REFERENCE.sub(r"\1<!-- -->", escaped)


def _code(text: str) -> str:
    shown = visible(text).replace("|", r"\|")
    # A run of backticks ends only where one of the same length stands.
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    edge = " " if "`" in shown else ""
    return f"{fence}{edge}{shown}{edge}{fence}"
