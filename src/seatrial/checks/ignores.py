"""`# seatrial: ignore[POD001] reason`: findings that the user has decided to live with.

Behind a value it covers that line's value and all below it; alone on a line, the next value and all below it; above
the first line of content, the whole file. The reason is for the person who reads the file next year, and required.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from seatrial.checks.rulebook import find_rules, suggest_rule
from seatrial.finding import Finding, Severity
from seatrial.location import Position, SourceMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seatrial.location import SpecPath

COMMENT = re.compile(
    r"(?:^|(?<=\s))#[ \t]*seatrial:[ \t]*ignore\b(?:\[(?P<codes>[^\]\n]*)\])?(?P<reason>[^\n\r]*)", re.MULTILINE
)
FORM = "write # seatrial: ignore[POD001] and the reason"
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: rule identifiers as written, the reason, where it stands and what it covers."""

    identifiers: tuple[str, ...]
    reason: str
    position: Position
    covers: Literal["line", "next", "file"]


def parse_ignores(text: str, file: str) -> tuple[Ignore, ...]:
    """Every ignore comment of a YAML text; `file` is the name that the text's positions carry."""
    if "seatrial:" not in text:
        return ()
    scalars = _scalar_spans(text)
    lines = text.split("\n")
    blank = ("#", "---", "%")
    content = next(
        (row for row, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(blank)), len(lines)
    )
    found: list[Ignore] = []
    for match in COMMENT.finditer(text):
        row = text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        if any(start <= (row, column) < end for start, end in scalars):
            continue
        alone = not lines[row][:column].strip()
        covers = "line" if not alone else "file" if row < content else "next"
        identifiers = tuple(part.strip() for part in (match["codes"] or "").split(",") if part.strip())
        found.append(Ignore(identifiers, match["reason"].strip(), Position(file, row + 1, column + 1), covers))
    return tuple(found)


def _scalar_spans(text: str) -> list[Span]:
    """Where scalars stand: `#` inside one is no comment. A text that is not YAML is scanned as far as it goes."""
    import yaml

    spans: list[Span] = []
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark, token.end_mark
                # The header line of a block scalar, `run: |`, may end in a comment.
                first = (start.line + 1, 0) if token.style in ("|", ">") else (start.line, start.column)
                spans.append((first, (end.line, end.column)))
    except yaml.YAMLError:
        return spans
    return spans


def apply_ignores(
    located: Iterable[Finding],
    ignores: Sequence[Ignore],
    source_map: SourceMap,
    checked: frozenset[str],
) -> list[Finding]:
    """The findings that no comment covers, and what is wrong with the comments.

    Args:
        located: findings with the path of the file they were written from.
        ignores: the comments.
        source_map: to know the value that a comment's line holds.
        checked: codes of the rules that ran: only for them an ignore can be unused.

    """
    places = _places(source_map)
    covered = [(ignore, _codes(ignore), _path(ignore, places)) for ignore in ignores]
    used: set[tuple[Ignore, str]] = set()
    kept: list[Finding] = []
    for finding in located:
        relevant = ((ignore, root) for ignore, codes, root in covered if finding.code in codes)
        hits = [ignore for ignore, root in relevant if _covers(ignore, root, finding)]
        used.update((ignore, finding.code) for ignore in hits)
        if not hits:
            kept.append(finding)
    for ignore, codes, _ in covered:
        kept += _faults(ignore)
        for code in sorted(codes & checked):
            if (ignore, code) not in used:
                kept.append(_fault(ignore, "IGN003", f"nothing here breaks {code}", f"remove {code} from the comment"))
    return kept


def _places(source_map: SourceMap) -> Mapping[str, Mapping[int, SpecPath]]:
    """File → line → the outermost value that begins on that line."""
    places: dict[str, dict[int, SpecPath]] = {}
    items = ((path, position) for path, position in source_map.values.items() if path and isinstance(path[-1], int))
    for path, position in (*source_map.keys.items(), *items):
        line = places.setdefault(position.file, {})
        if position.line not in line or len(path) < len(line[position.line]):
            line[position.line] = path
    return places


def _path(ignore: Ignore, places: Mapping[str, Mapping[int, SpecPath]]) -> SpecPath | None:
    """The value that the comment covers; None if it covers a file, or nothing."""
    lines = places.get(ignore.position.file, {})
    if ignore.covers == "line":
        return lines.get(ignore.position.line)
    if ignore.covers == "next":
        return lines.get(min((line for line in lines if line > ignore.position.line), default=0))
    return None


def _covers(ignore: Ignore, root: SpecPath | None, finding: Finding) -> bool:
    if ignore.covers == "file":
        return finding.position is None or finding.position.file == ignore.position.file
    return root is not None and finding.path[: len(root)] == root


def _codes(ignore: Ignore) -> frozenset[str]:
    return frozenset(rule.code for name in ignore.identifiers for rule in find_rules(name))


def _faults(ignore: Ignore) -> Iterable[Finding]:
    if not ignore.identifiers:
        yield _fault(ignore, "IGN002", "the comment names no rule to ignore", FORM, Severity.ERROR)
    elif not ignore.reason:
        yield _fault(ignore, "IGN001", "the comment gives no reason", f"{FORM} behind the bracket", Severity.ERROR)
    for identifier in ignore.identifiers:
        if not find_rules(identifier):
            nearest = suggest_rule(identifier)
            fix = f"did you mean {nearest}?" if nearest else "`seatrial check --list` names all rules"
            yield _fault(ignore, "IGN002", f"there is no rule {identifier!r}", fix, Severity.ERROR)


def _fault(ignore: Ignore, code: str, message: str, fix: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(code=code, severity=severity, message=message, fix=fix, position=ignore.position)
