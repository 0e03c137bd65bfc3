"""What a format is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.rule import Rule
    from seatrial.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found, and what one needs to tell it.

    Attributes:
        findings: in the order of files and lines.
        rules: those that ran; a finding of none of them is about the file itself.
        texts: file name → text, of the files that were read and could be.
        resources: how many Kubernetes objects were checked.
        dockerfiles: how many Dockerfiles were.

    """

    findings: Sequence[Finding]
    rules: Sequence[Rule] = ()
    texts: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    resources: int = 0
    dockerfiles: int = 0

    def rules_found(self) -> dict[str, Rule]:
        """The rules that found something, by code and in its order."""
        codes = {finding.code for finding in self.findings}
        return {rule.code: rule for rule in sorted(self.rules, key=lambda rule: rule.code) if rule.code in codes}
