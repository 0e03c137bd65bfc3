"""How a finding is said in one line, for formats that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.finding import Finding


def advice(finding: Finding) -> str:
    """What is wrong; what to write instead."""
    return f"{finding.message}; {finding.fix}" if finding.fix else finding.message


def place(finding: Finding) -> str:
    """`Deployment.apps shop/web spec.replicas`: the object and the field; empty where there is neither."""
    return f"{finding.resource or ''} {finding.field}".strip()


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
