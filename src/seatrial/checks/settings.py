"""`[check]` of `seatrial.toml`: text → `Settings`, with every fault at its line.

Names of rules are looked up by `resolve`, when the user's own rules are there and the import of ours is due anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, cast

from seatrial.checks.extents import Chosen
from seatrial.checks.ignores import Ignore, unknown_rule
from seatrial.checks.rulebook import find_rules
from seatrial.checks.selection import Profile
from seatrial.checks.toml import Toml, read_toml
from seatrial.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seatrial.location import SpecPath

CODE = "SET001"
FILE = "seatrial.toml"
OFF = "off"
TABLES = ("check", "scan")
TEXTS = {"kubernetes": '"1.36"', "rules": '"rules"', "baseline": '"baseline.json"'}
KEYS = ("profile", "fail-on", "exclude", "honour-others", *TEXTS, "severity", "ignore", "settings")
ENTRY_KEYS = ("rules", "paths", "objects", "reason", "until")
ENTRY = 'write rules = ["POD001"] and reason = "why", and perhaps paths, objects and until = 2027-12-31'
Choice = TypeVar("Choice", Profile, Severity)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user has set; None and empty where nothing is.

    Attributes:
        profile: which rules run.
        fail_on: from which severity up a check fails.
        kubernetes: the version that manifests are for.
        exclude: patterns of paths not to look at, seen from the folder of the file.
        rules: the folder of the user's own rules, seen from there.
        baseline: the baseline file, seen from there.
        honour_others: whether what other checkers are told to ignore is ignored.
        severities: a rule's code, name or alias → how bad it is, None for off.
        entries: what `[[check.ignore]]` ignores.
        tables: a rule's code, name or alias → the settings of the rule.
        toml: the file, to say where things stand.

    """

    profile: Profile | None = None
    fail_on: Severity | None = None
    kubernetes: str = ""
    exclude: tuple[str, ...] = ()
    rules: str = ""
    baseline: str = ""
    honour_others: bool = True
    severities: Mapping[str, Severity | None] = field(default_factory=dict[str, "Severity | None"])
    entries: tuple[Ignore, ...] = ()
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, "Mapping[str, Any]"])
    toml: Toml = field(default_factory=lambda: Toml(FILE, {}, {}), repr=False)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Settings by the codes of rules, and what is wrong with the names in them."""

    severities: Mapping[str, Severity | None]
    tables: Mapping[str, Mapping[str, Any]]
    faults: tuple[Finding, ...]


def read_settings(text: str, name: str, *, folder: str = "", here: str = "") -> tuple[Settings, tuple[Finding, ...]]:
    """Read a settings file.

    Args:
        text: of the file.
        name: for positions.
        folder: the folder that the file is in, absolute with `/`.
        here: the folder that the names of checked files begin in, the same way.

    """
    toml = read_toml(text, name, CODE)
    if isinstance(toml, Finding):
        return Settings(), (toml,)
    reader = _Reader(toml)
    reader.expect(toml.document, TABLES, ())
    check = reader.table(toml.document, ("check",))
    reader.expect(check, KEYS, ("check",))
    texts = {key: reader.text(check, key, example) for key, example in TEXTS.items()}
    severities = reader.table(check, ("check", "severity"))
    entries = check.get("ignore", [])
    if not isinstance(entries, list):
        reader.fault(("check", "ignore"), "check.ignore is no list of entries", "begin each with [[check.ignore]]")
        entries = []
    tables = reader.table(check, ("check", "settings"))
    settings = Settings(
        profile=reader.choice(check, ("check", "profile"), Profile),
        fail_on=reader.choice(check, ("check", "fail-on"), Severity),
        kubernetes=texts["kubernetes"],
        exclude=reader.texts(check, ("check", "exclude")),
        rules=texts["rules"],
        baseline=texts["baseline"],
        honour_others=reader.flag(check, "honour-others", default=True),
        severities={
            key: None if value == OFF else reader.choice(severities, ("check", "severity", key), Severity, OFF)
            for key, value in severities.items()
        },
        entries=tuple(
            reader.entry(number, entry, folder, here) for number, entry in enumerate(cast("list[Any]", entries))
        ),
        tables={key: reader.table(tables, ("check", "settings", key)) for key in tables},
        toml=toml,
    )
    return settings, tuple(reader.faults)


def resolve(settings: Settings) -> Resolved:
    """Look the names of rules up; one that means a single rule says more than one that means several."""
    faults: list[Finding] = []

    def by_code(names: Iterable[str], table: str) -> Iterator[tuple[str, str]]:
        found = [(name, find_rules(name)) for name in names]
        for name, rules in sorted(found, key=lambda pair: -len(pair[1])):
            if not rules:
                message, fix = unknown_rule(name)
                faults.append(_fault(settings.toml, ("check", table, name), message, fix))
            yield from ((rule.code, name) for rule in rules)

    severities = {code: settings.severities[name] for code, name in by_code(settings.severities, "severity")}
    tables = {code: settings.tables[name] for code, name in by_code(settings.tables, "settings")}
    return Resolved(severities, tables, tuple(faults))


class _Reader:
    """Reads values, and remembers what is wrong with them."""

    def __init__(self, toml: Toml) -> None:
        self.toml = toml
        self.faults: list[Finding] = []

    def fault(self, path: SpecPath, message: str, fix: str) -> None:
        self.faults.append(_fault(self.toml, path, message, fix))

    def expect(self, table: Mapping[str, Any], keys: tuple[str, ...], path: SpecPath) -> None:
        """Say which keys there are not."""
        for key in table:
            if key not in keys:
                where = f"{path[0]} has" if path else "there is"
                near = get_close_matches(key, keys, n=1)
                fix = f"did you mean {near[0]}?" if near else f"its settings are {', '.join(keys)}"
                self.fault((*path, key), f"{where} no setting {key!r}", fix)

    def table(self, around: Mapping[str, Any], path: SpecPath) -> Mapping[str, Any]:
        value = around.get(str(path[-1]), {})
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
        name = ".".join(map(str, path))
        self.fault(path, f"{name} is no table", f"write [{name}] and the settings below it")
        return {}

    def text(self, around: Mapping[str, Any], key: str, example: str) -> str:
        value = around.get(key, "")
        if isinstance(value, str):
            return value
        self.fault(("check", key), f"{key} is no text", f"write {key} = {example}")
        return ""

    def flag(self, around: Mapping[str, Any], key: str, *, default: bool) -> bool:
        value = around.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault(("check", key), f"{key} is neither true nor false", f"write {key} = {str(not default).lower()}")
        return default

    def texts(self, around: Mapping[str, Any], path: SpecPath) -> tuple[str, ...]:
        value = around.get(str(path[-1]), [])
        items = cast("list[Any]", value) if isinstance(value, list) else []
        if isinstance(value, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
        self.fault(path, f"{path[-1]} is no list of texts", f'write {path[-1]} = ["…"]')
        return ()

    def choice(self, around: Mapping[str, Any], path: SpecPath, kind: type[Choice], *more: str) -> Choice | None:
        value = around.get(str(path[-1]))
        if value is None:
            return None
        choices = [one.value for one in kind]
        if value in choices:
            return kind(value)
        near = get_close_matches(str(value), (*choices, *more), n=1)
        fix = f"did you mean {near[0]}?" if near else f"write one of {', '.join((*choices, *more))}"
        self.fault(path, f"{path[-1]} is {value!r}, which is no {kind.__name__.lower()}", fix)
        return None

    def entry(self, number: int, value: Any, folder: str, here: str) -> Ignore:
        path = ("check", "ignore", number)
        position = self.toml.locate(path)
        if not isinstance(value, dict):
            self.fault(path, "this entry is no table", ENTRY)
            return Ignore(identifiers=(), extent=None, form="entry", ours=False)
        entry = cast("dict[str, Any]", value)
        for key in entry.keys() - set(ENTRY_KEYS):
            near = get_close_matches(key, ENTRY_KEYS, n=1)
            fix = f"did you mean {near[0]}?" if near else f"its settings are {', '.join(ENTRY_KEYS)}"
            self.fault((*path, key), f"an entry has no setting {key!r}", fix)
        lists = {key: self.texts(entry, (*path, key)) for key in ("rules", "paths", "objects")}
        reason, until = entry.get("reason", ""), entry.get("until")
        if not entry.get("rules"):
            self.fault(path, "this entry names no rules", ENTRY)
        if not isinstance(reason, str) or not reason.strip():
            self.fault((*path, "reason"), "this entry gives no reason", ENTRY)
        if not isinstance(until, (date, type(None))):
            form = "write until = 2027-12-31, without quotes"
            self.fault((*path, "until"), f"until is {until!r}, which is no date", form)
            until = None
        return Ignore(
            identifiers=lists["rules"],
            reason=str(reason).strip(),
            position=position,
            extent=Chosen(lists["paths"], lists["objects"], folder, here),
            until=until.date() if isinstance(until, datetime) else until,
            form="entry",
        )


def _fault(toml: Toml, path: SpecPath, message: str, fix: str) -> Finding:
    return Finding(code=CODE, severity=Severity.ERROR, message=message, fix=fix, position=toml.locate(path))
