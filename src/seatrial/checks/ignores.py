"""Findings that the user has decided to live with: by a comment, an annotation or an entry of the settings.

The reason is for the person who reads the file next year, and required; `until 2027-01-01` in it is the last day on
which it holds. What other checkers' comments and annotations ignore is ignored, too, and nothing is demanded of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from seatrial.checks.extents import anchors
from seatrial.checks.rulebook import find_rules, suggest_rule
from seatrial.checks.until import FORM as DATE_FORM
from seatrial.finding import Finding, Severity
from seatrial.manifests.read import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from seatrial.checks.extents import Extent
    from seatrial.location import Position, SpecPath

FORMS = {
    "comment": "write # seatrial: ignore[POD001] and the reason behind the bracket",
    "annotation": 'write ignore.seatrial.dev/POD001: "the reason"',
    "entry": 'write rules = ["POD001"] and reason = "the reason"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One decision.

    Attributes:
        identifiers: of rules, as written: codes, names or other checkers' identifiers.
        reason: why; empty where it is missing.
        position: where it stands.
        extent: what it covers; None: nothing.
        until: the last day on which it holds; None: always; a text that is no date as it is written.
        form: how it is written.
        ours: whether it is written for us, so that what is wrong with it is worth a word.

    """

    identifiers: tuple[str, ...]
    reason: str = ""
    position: Position | None = None
    extent: Extent | None
    until: date | str | None = None
    form: Literal["comment", "annotation", "entry"] = "comment"
    ours: bool = True

    def holds(self, today: date | None) -> bool:
        """Whether it has not expired; without a day, it has not."""
        return today is None or not isinstance(self.until, date) or today <= self.until


@dataclass(slots=True)
class Kept:
    """What is left.

    Attributes:
        findings: those that no ignore covers, and what is wrong with the ignores.
        hidden: the others, each with what hides it.

    """

    findings: list[Finding] = field(default_factory=list[Finding])
    hidden: list[tuple[Finding, Ignore]] = field(default_factory=list["tuple[Finding, Ignore]"])

    @property
    def hidden_by_others(self) -> int:
        """How many only another checker's comment or annotation hides."""
        return sum(not ignore.ours for _, ignore in self.hidden)


def apply_ignores(
    located: Iterable[Finding], ignores: Sequence[Ignore], checked: frozenset[str], today: date | None
) -> Kept:
    """Leave out what is ignored, and say what is wrong with the ignores.

    Args:
        located: findings with the path of the file they were written from.
        ignores: the decisions.
        checked: codes of the rules that ran: only for them an ignore can be unused.
        today: to know which have expired; None leaves that out.

    """
    if not ignores:
        return Kept(list(located))
    index: dict[tuple[str, SpecPath], list[int]] = {}
    codes = [codes_of(ignore) for ignore in ignores]
    for number, ignore in enumerate(ignores):
        for code in codes[number] if ignore.extent else ():
            assert ignore.extent
            index.setdefault((code, ignore.extent.anchor), []).append(number)
    used: set[tuple[int, str]] = set()
    kept = Kept()
    known = {code for code, _ in index}
    for finding in located:
        candidates = _candidates(finding, index) if finding.code in known else ()
        hits = [number for number in candidates if _covers(ignores[number], finding)]
        used.update((number, finding.code) for number in hits)
        holding = [ignores[number] for number in hits if ignores[number].holds(today)]
        if holding:
            kept.hidden.append((finding, next((ignore for ignore in holding if ignore.ours), holding[0])))
        else:
            kept.findings.append(finding)
    for number, ignore in enumerate(ignores):
        if ignore.ours:
            unused = sorted(code for code in codes[number] & checked if (number, code) not in used)
            kept.findings.extend(_faults(ignore, codes[number], unused, today))
    return kept


def codes_of(ignore: Ignore) -> frozenset[str]:
    """The codes of the rules that are meant; an identifier of another checker may mean several."""
    return frozenset(code for name in ignore.identifiers for code in codes_named(name))


def codes_named(identifier: str) -> tuple[str, ...]:
    """The codes of the rules, or of what the reader of manifests says, with this code, name or alias."""
    found = tuple(rule.code for rule in find_rules(identifier))
    return found or ((identifier.upper(),) if identifier.upper() in FAULTS else ())


def unknown_rule(identifier: str) -> tuple[str, str]:
    """What to say of an identifier that no rule has, and the fix."""
    nearest = suggest_rule(identifier)
    fix = f"did you mean {nearest}?" if nearest else "`seatrial check --list` names all rules"
    return f"there is no rule {identifier!r}", fix


def _candidates(finding: Finding, index: dict[tuple[str, SpecPath], list[int]]) -> list[int]:
    return sorted(number for anchor in anchors(finding) for number in index.get((finding.code, anchor), ()))


def _covers(ignore: Ignore, finding: Finding) -> bool:
    return ignore.extent is not None and ignore.extent.covers(finding)


def _faults(ignore: Ignore, codes: frozenset[str], unused: Sequence[str], today: date | None) -> Iterator[Finding]:
    form = FORMS[ignore.form]
    if not ignore.identifiers:
        yield _fault(ignore, "IGN002", f"the {ignore.form} names no rule to ignore", form, Severity.ERROR)
    elif not ignore.reason:
        yield _fault(ignore, "IGN001", f"the {ignore.form} gives no reason", form, Severity.ERROR)
    if isinstance(ignore.until, str):
        yield _fault(ignore, "IGN005", f"{ignore.until} is no date", DATE_FORM, Severity.ERROR)
    for identifier in ignore.identifiers:
        if not codes_named(identifier):
            yield _fault(ignore, "IGN002", *unknown_rule(identifier), Severity.ERROR)
    if ignore.form != "entry":  # the files that an entry of the settings is about may not be among those checked
        for code in unused:
            fix = f"remove {code} from the comment" if ignore.form == "comment" else "remove the annotation"
            yield _fault(ignore, "IGN003", f"nothing here breaks {code}", fix)
    counts_again = sorted(codes.difference(unused))
    if counts_again and not ignore.holds(today):
        message = f"ignoring {', '.join(counts_again)} has expired on {ignore.until}, so it counts again"
        yield _fault(ignore, "IGN004", message, "mend what it hid, or decide again and give a later date")


def _fault(ignore: Ignore, code: str, message: str, fix: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, position=ignore.position)
