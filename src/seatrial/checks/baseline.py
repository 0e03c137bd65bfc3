"""The findings an old repository starts with: hidden until they are mended, while new ones count.

A file holds one entry a line, sorted, and every line but the first begins with its comma, so that version control
merges what two people add or remove.
"""

from __future__ import annotations

import json
import posixpath
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seatrial.checks.fingerprint import fingerprint
from seatrial.checks.view import at, integer, mapping, sequence, text
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from seatrial.checks.ignores import Ignore
    from seatrial.finding import Finding

HEAD = {"format": "seatrial baseline", "version": 1}
AGAIN = "write it anew with --write-baseline"


class UnreadableBaselineError(SeatrialError):
    """A file that is no baseline."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How many findings of one rule there are at one place, and where it was seen: for people."""

    rule: str
    file: str
    object: str
    field: str
    count: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings.

    Attributes:
        entries: by fingerprint: rule, object and field, whatever the line.
        ignores: what a baseline of another checker hides.

    """

    entries: Mapping[str, Entry]
    ignores: tuple[Ignore, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What a baseline leaves.

    Attributes:
        findings: those that are new.
        hidden: how many are known.
        mended: how many of the known are no longer found in the files that were checked.

    """

    findings: tuple[Finding, ...]
    hidden: int = 0
    mended: int = 0


def apply_baseline(findings: Iterable[Finding], baseline: Baseline, files: Collection[str]) -> Compared:
    """Hide what is known.

    Args:
        findings: in their order: where more are found at a place than are known, the first are taken for known.
        baseline: the known ones.
        files: the names of the files that were checked; what is known of others is not mended because it is not seen.

    """
    left = {known: entry.count for known, entry in baseline.entries.items()}
    new: list[Finding] = []
    hidden = 0
    for finding in findings:
        known = fingerprint(finding) if left and _counts(finding) else ""
        if left.get(known):
            left[known] -= 1
            hidden += 1
        else:
            new.append(finding)
    seen = {posixpath.normpath(file) for file in files}
    mended = sum(count for known, count in left.items() if baseline.entries[known].file in seen)
    return Compared(tuple(new), hidden, mended)


def write_baseline(findings: Iterable[Finding]) -> str:
    """The text of a baseline that hides these findings; what is wrong with a file itself is not hidden."""
    counts = Counter[str]()
    entries: dict[str, dict[str, Any]] = {}
    for finding in findings:
        if _counts(finding):
            known = fingerprint(finding)
            counts[known] += 1
            entries[known] = {
                "rule": finding.code,
                "file": posixpath.normpath(finding.position.file) if finding.position else "",
                "object": str(finding.resource or ""),
                "field": finding.anchor or finding.field,
                "fingerprint": known,
            }
    lines = sorted(
        json.dumps({**entry, "count": counts[known]}, ensure_ascii=False) for known, entry in entries.items()
    )
    return "".join([f"[{json.dumps(HEAD)}\n", *(f",{line}\n" for line in lines), "]\n"])


def read_baseline(source: str, name: str) -> Baseline:
    """Read our format, or what Checkov's `--create-baseline` writes.

    Raises:
        UnreadableBaselineError: it is neither.

    """
    try:
        document = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise UnreadableBaselineError(f"{name} is no JSON: {error}", fix=AGAIN) from error
    if isinstance(document, dict) and "failed_checks" in document:
        from seatrial.checks.checkov_baseline import read_checkov

        return Baseline({}, tuple(read_checkov(document)))
    if not sequence(document) or mapping(at(document, 0)).get("format") != HEAD["format"]:
        raise UnreadableBaselineError(f"{name} is no baseline", fix=AGAIN)
    if mapping(at(document, 0)).get("version") != HEAD["version"]:
        raise UnreadableBaselineError(f"{name} is a baseline of another version", fix=AGAIN)
    entries: dict[str, Entry] = {}
    for known, entry in _entries(document):
        if not known or entry.count < 1:
            raise UnreadableBaselineError(f"{name} has an entry without fingerprint or count", fix=AGAIN)
        # Two people may have added the same.
        entries[known] = max(entries.get(known, entry), entry, key=lambda one: one.count)
    return Baseline(entries)


def _entries(document: Any) -> Iterator[tuple[str, Entry]]:
    for entry in map(mapping, sequence(document)[1:]):
        rule, file, thing, field = (text(entry.get(key)) for key in ("rule", "file", "object", "field"))
        yield text(entry.get("fingerprint")), Entry(rule, file, thing, field, integer(entry.get("count")) or 0)


def _counts(finding: Finding) -> bool:
    """Whether a rule found it; a file that cannot be read, or a comment that is wrong, is to be mended."""
    return bool(finding.why)
