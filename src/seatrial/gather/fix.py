"""Texts with everything mended whose right value is known: bytes change where the findings are, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seatrial.edit import replace_text
from seatrial.manifests.edit import CannotEditError, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.edit import Edit
    from seatrial.finding import Finding


@dataclass(slots=True)
class Fixed:
    """What was mended.

    Attributes:
        texts: file name → its new text, of the files that change.
        findings: what is mended.
        refused: what could be mended but for the way the text is written, and why not.

    """

    texts: dict[str, str] = field(default_factory=dict[str, str])
    findings: list[Finding] = field(default_factory=list["Finding"])
    refused: list[tuple[Finding, str]] = field(default_factory=list["tuple[Finding, str]"])

    def drop(self, files: Iterable[str], reason: str) -> None:
        """Leave these files as they are."""
        unwanted = set(files) & self.texts.keys()
        for file in unwanted:
            del self.texts[file]
        kept = [finding for finding in self.findings if not finding.position or finding.position.file not in unwanted]
        self.refused.extend((finding, reason) for finding in self.findings if finding not in kept)
        self.findings = kept


def fix(texts: Mapping[str, str], findings: Iterable[Finding]) -> Fixed:
    """Mend what the findings say how to mend.

    Args:
        texts: file name → text, as the findings were made from it.
        findings: of these files; those without edits are left alone.

    """
    fixed = Fixed()
    edits: dict[str, dict[int, list[Finding]]] = {}
    replacements: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.edits:
            file, number = str(finding.edits[0].path[0]), int(finding.edits[0].path[1])
            edits.setdefault(file, {}).setdefault(number, []).append(finding)
        elif finding.replace and finding.position:
            replacements.setdefault(finding.position.file, []).append(finding)
    for file, documents in edits.items():
        _keep(fixed, file, texts[file], _edited(fixed, texts[file], documents))
    for file, found in replacements.items():
        _keep(fixed, file, texts[file], _replaced(fixed, texts[file], found))
    return fixed


def _keep(fixed: Fixed, file: str, before: str, after: str) -> None:
    if after != before:
        fixed.texts[file] = after


def _edited(fixed: Fixed, text: str, documents: Mapping[int, Sequence[Finding]]) -> str:
    """All edits of a document at once, because an edit of a list would move the items that the next one means."""
    found = [finding for findings in documents.values() for finding in findings]
    wanted = {
        number: [_inside(edit) for one in findings for edit in one.edits] for number, findings in documents.items()
    }
    try:
        after = apply_edits(text, wanted)
    except CannotEditError:
        return _edited_singly(fixed, text, documents)
    fixed.findings.extend(found)
    return after


def _edited_singly(fixed: Fixed, text: str, documents: Mapping[int, Sequence[Finding]]) -> str:
    """As many edits as go together, where not all do."""
    accepted: dict[int, list[Edit]] = {}
    for number, findings in documents.items():
        for finding in findings:
            candidate = [*accepted.get(number, ()), *map(_inside, finding.edits)]
            try:
                apply_edits(text, {number: candidate})
            except CannotEditError as error:
                fixed.refused.append((finding, str(error)))
            else:
                accepted[number] = candidate
                fixed.findings.append(finding)
    return apply_edits(text, accepted)


def _inside(edit: Edit) -> Edit:
    """The edit with the path in its document."""
    return replace(edit, path=edit.path[2:])


def _replaced(fixed: Fixed, text: str, findings: Sequence[Finding]) -> str:
    """As many as do not meet, in the order of the file; the others are mended the next time."""
    accepted = [change for finding in findings[:1] for change in finding.replace]
    fixed.findings.extend(findings[:1])
    for finding in findings[1:]:
        candidate = [*accepted, *(change for change in finding.replace if change not in accepted)]
        try:
            replace_text(text, candidate)
        except ValueError:
            fixed.refused.append((finding, "another change stands in the same place; run it again"))
        else:
            accepted = candidate
            fixed.findings.append(finding)
    return replace_text(text, accepted)
