"""Findings as people read them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from seatrial.cli.documents import FindingItem, Findings, ObjectName
from seatrial.finding import Finding, Severity, sort_findings
from seatrial.report.characters import visible
from seatrial.report.sentences import advice, place, summarise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from seatrial.report.report import Report
    from seatrial.resource import ResourceKey

__all__ = ["finding_item", "findings_document", "object_name", "plain", "print_findings", "print_report", "summarise"]
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
DIM = "dim"
MANY = 50
"""Findings from which on a table by rule is worth its lines."""
WIDTH = 160
"""Characters of a source line that are shown; of a longer one, those around the place."""
Part = tuple[str, str]
"""A piece of text and its style."""


class Tally(NamedTuple):
    """What one rule found."""

    code: str
    name: str
    severity: Severity
    findings: int
    files: int


def print_findings(findings: Iterable[Finding], console: Console) -> None:
    """One finding a line as `file:line:column: severity CODE message; fix`, the object and the reason below it."""
    for finding in sort_findings(findings):
        _print(_lines(finding), console)


def print_report(report: Report, console: Console) -> None:
    """The findings, on a terminal with a blank line between files and with the lines they are about.

    Many findings are counted by rule at the end.
    """
    if not report.findings:
        return
    if not console.is_terminal:
        console.file.write(plain(report))
        return
    for number, (file, found) in enumerate(groupby(sort_findings(report.findings), key=_file)):
        if number:
            console.print()
        source = report.texts.get(file, "").removeprefix("\ufeff").split("\n")
        for finding in found:
            _print([*_lines(finding), *_excerpt(finding, source)], console)
    _print(_table(report), console)


def plain(report: Report) -> str:
    """The findings without colours and source, for a file or a pipe."""
    lines = [line for finding in sort_findings(report.findings) for line in _lines(finding)]
    return "".join("".join(text for text, _ in line) + "\n" for line in (*lines, *_table(report)))


def _print(lines: Iterable[Sequence[Part]], console: Console) -> None:
    from rich.text import Text

    for line in lines:
        console.print(Text.assemble(*line))


def _file(finding: Finding) -> str:
    return finding.position.file if finding.position else ""


def _lines(finding: Finding) -> Iterator[Sequence[Part]]:
    where = f"{visible(str(finding.position))}: " if finding.position else ""
    kind = (f"{finding.severity.value} {finding.code}", STYLES[finding.severity])
    yield (where, ""), kind, (f" {visible(advice(finding))}", "")
    if finding.resource:
        yield ((f"    {visible(place(finding))}", DIM),)
    if finding.why:
        yield ((f"    {visible(finding.why)}", DIM),)


def _excerpt(finding: Finding, source: Sequence[str]) -> Iterator[Sequence[Part]]:
    """The line of the file, and a mark below the character."""
    from rich.cells import cell_len

    position = finding.position
    if not position or not 0 < position.line <= len(source):
        return
    line, column = source[position.line - 1].rstrip("\r"), position.column - 1
    first = max(column - WIDTH // 2, 0) if len(line) > WIDTH else 0
    before, after = line[first:column].replace("\t", " "), line[column : first + WIDTH].replace("\t", " ")
    number = str(position.line)
    yield ((f"    {number} | {visible(before + after)}", DIM),)
    yield ((f"    {' ' * len(number)} | {' ' * cell_len(visible(before))}", DIM), ("^", STYLES[finding.severity]))


def _table(report: Report) -> list[Sequence[Part]]:
    """How often each rule found something, the most frequent first; nothing for few findings."""
    if len(report.findings) < MANY:
        return []
    rows = [("findings", "files", "severity", "rule", "")]
    rows += [(str(row.findings), str(row.files), row.severity.value, row.code, row.name) for row in tally(report)]
    kinds, codes = (max(len(row[column]) for row in rows) for column in (2, 3))
    told = [
        f"{findings:>8}  {files:>5}  {severity:{kinds}}  {code:{codes}}  {name}".rstrip()
        for findings, files, severity, code, name in rows
    ]
    return [(), *(((line, "" if number else "bold"),) for number, line in enumerate(told))]


def tally(report: Report) -> list[Tally]:
    """What each rule found, the most frequent first."""
    counts = Counter(finding.code for finding in report.findings)
    names = {rule.code: rule.name for rule in report.rules}
    files: dict[str, set[str]] = {}
    worst: dict[str, Severity] = {}
    for finding in report.findings:
        files.setdefault(finding.code, set()).add(_file(finding))
        worst[finding.code] = min(finding.severity, worst.get(finding.code, finding.severity), key=lambda s: s.rank)
    return [
        Tally(code, names.get(code, ""), worst[code], count, len(files[code]))
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def findings_document(findings: Iterable[Finding], *, resources: int, rules: int) -> Findings:
    ordered = sort_findings(findings)
    return Findings(
        findings=[finding_item(finding) for finding in ordered],
        errors=sum(f.severity is Severity.ERROR for f in ordered),
        warnings=sum(f.severity is Severity.WARNING for f in ordered),
        resources_checked=resources,
        rules_run=rules,
    )


def finding_item(finding: Finding) -> FindingItem:
    return FindingItem(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        fix=finding.fix,
        why=finding.why,
        file=finding.position.file if finding.position else "",
        line=finding.position.line if finding.position else 0,
        column=finding.position.column if finding.position else 0,
        field=finding.field,
        resource=object_name(finding.resource) if finding.resource else None,
        aliases=list(finding.aliases),
    )


def object_name(key: ResourceKey) -> ObjectName:
    return ObjectName(kind=key.kind, name=key.name, group=key.group, namespace=key.namespace)
