"""Findings as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.cli.documents import FindingItem, Findings, ObjectName
from seatrial.finding import Finding, Severity, sort_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from seatrial.resource import ResourceKey

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def print_findings(findings: Iterable[Finding], console: Console) -> None:
    """One finding a line as `file:line:column: severity CODE message; fix`, the reason below it."""
    from rich.text import Text

    for finding in sort_findings(findings):
        where = f"{finding.position}: " if finding.position else ""
        line = Text.assemble(
            where,
            (f"{finding.severity.value} {finding.code}", STYLES[finding.severity]),
            " ",
            finding.message,
            f"; {finding.fix}" if finding.fix else "",
        )
        console.print(line)
        if finding.resource:
            console.print(Text(f"    {finding.resource} {finding.field}".rstrip(), style="dim"))
        if finding.why:
            console.print(Text(f"    {finding.why}", style="dim"))


def summarise(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    parts = [
        f"{count} {severity.value if severity is not Severity.INFO else 'note'}{'' if count == 1 else 's'}"
        for severity, count in counts.items()
        if count
    ]
    return ", ".join(parts) or "no findings"


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
    )


def object_name(key: ResourceKey) -> ObjectName:
    return ObjectName(kind=key.kind, name=key.name, group=key.group, namespace=key.namespace)
