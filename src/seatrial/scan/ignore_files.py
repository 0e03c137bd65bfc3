"""The files that list what is ignored: ours, `seatrial.toml`, and those that Trivy and Grype users have already."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from seatrial.checks.toml import read_toml
from seatrial.checks.view import at, mapping, sequence, text
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.scan.ignores import Ignore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CODE = "SCAN001"
TEXTS = ("id", "reason", "package", "image")
KEYS = (*TEXTS, "until")
FORM = 'write id = "CVE-2027-0001", reason = "why it is accepted", and until = 2027-12-31'
GRYPE_KEYS = {"vulnerability", "reason", "package", "include-aliases"}


def read_seatrial_toml(source: str, file: str) -> tuple[tuple[Ignore, ...], tuple[Finding, ...]]:
    """The entries of `[[scan.ignore]]`, and what is wrong with them; other tables are not looked at.

    An entry has `id` and `reason`, and may have `package`, `image` (a glob such as `registry.example.com/chat:*`) and
    `until = 2027-01-01`, the last day on which it holds.

    Args:
        source: text of the file.
        file: its name, for positions.

    """
    toml = read_toml(source, file, CODE)
    if isinstance(toml, Finding):
        return (), (toml,)
    document = toml.document
    table = mapping(document.get("scan", {}))
    entries: Any = at(table, "ignore")
    if not isinstance(document.get("scan", {}), dict) or not isinstance(entries, (list, type(None))):
        fault = _fault(
            toml.locate(("scan", "ignore")), "scan.ignore is no list of entries", "begin each with [[scan.ignore]]"
        )
        return (), (fault,)
    faults: list[Finding] = []
    ignores: list[Ignore] = []
    for index, entry in enumerate(sequence(entries)):
        position = toml.locate(("scan", "ignore", index))
        wrong = list(_faults(entry, position))
        faults += wrong
        if not wrong:
            ignores.append(_entry(entry, position))
    for key in sorted(table.keys() - {"ignore"}):
        faults.append(_fault(toml.locate(("scan", key)), f"scan has no setting {key!r}", "write [[scan.ignore]]"))
    return tuple(ignores), tuple(faults)


def _entry(entry: Mapping[str, Any], position: Position) -> Ignore:
    until = entry.get("until")
    return Ignore(
        id=entry["id"].strip(),
        reason=entry["reason"].strip(),
        package=entry.get("package", ""),
        image=entry.get("image", ""),
        until=until.date() if isinstance(until, datetime) else until,
        position=position,
    )


def _faults(entry: Any, position: Position) -> Iterator[Finding]:
    if not isinstance(entry, dict):
        yield _fault(position, "this entry is no table", FORM)
        return
    values = mapping(entry)
    for key in ("id", "reason"):
        if not text(values.get(key)).strip():
            yield _fault(position, f"this entry has no {key}", FORM)
    for key in ("package", "image"):
        if key in values and not isinstance(values[key], str):
            yield _fault(position, f"{key} is no text", f'write {key} = "…"')
    if "until" in values and not isinstance(values["until"], date):
        yield _fault(position, f"until is {values['until']!r}, which is no date", "write until = 2027-12-31, no quotes")
    for key in sorted(values.keys() - set(KEYS)):
        yield _fault(position, f"an entry has no setting {key!r}", f"its settings are {', '.join(KEYS)}")


def read_trivyignore(source: str, file: str) -> tuple[Ignore, ...]:
    """The entries of a `.trivyignore`: an identifier a line, with `exp:2027-01-01` behind it if it ends.

    Trivy counts it again from that day on, so that the last day on which it holds is the one before. A line whose
    date is no date is left out, as Trivy leaves it out.
    """
    ignores: list[Ignore] = []
    for number, line in enumerate(source.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        ends = next((word.removeprefix("exp:") for word in words[1:] if word.startswith("exp:")), "")
        try:
            until = date.fromisoformat(ends) - timedelta(days=1) if ends else None
        except (ValueError, OverflowError):
            continue
        ignores.append(Ignore(id=words[0], until=until, position=Position(file, number, 1), ours=False))
    return tuple(ignores)


def read_grype_configuration(source: str, file: str) -> tuple[Ignore, ...]:
    """The entries of `ignore` in a `.grype.yaml` that name a vulnerability, and perhaps a package.

    Entries that ask for more (a fix state, a file, an expression) are left to Grype: read in part, they would ignore
    more than they say.
    """
    import yaml

    try:
        document: Any = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return ()  # Grype says what is wrong with its own file
    ignores: list[Ignore] = []
    for rule in map(mapping, sequence(at(document, "ignore"))):
        package = rule.get("package")
        plain = set(rule) <= GRYPE_KEYS and (package is None or set(mapping(package)) == {"name"})
        name, identifier = text(at(package, "name")), text(rule.get("vulnerability"))
        if plain and identifier and (name or package is None):
            position = Position(file, _line_of(source, identifier), 1)
            ignores.append(
                Ignore(id=identifier, reason=text(rule.get("reason")), package=name, position=position, ours=False)
            )
    return tuple(ignores)


def _line_of(source: str, word: str) -> int:
    return source.count("\n", 0, max(source.find(word), 0)) + 1


def _fault(position: Position, message: str, fix: str) -> Finding:
    return Finding(code=CODE, severity=Severity.ERROR, message=message, fix=fix, position=position)
