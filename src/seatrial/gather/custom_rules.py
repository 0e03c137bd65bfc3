"""Rules that a user has written: every file of a folder whose name does not begin with `_`, with `@rule` in it.

Loading a file runs it, as importing any Python does.
"""

from __future__ import annotations

import re
import sys
import traceback
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Rule, Scope
from seatrial.checks.rulebook import list_rules, use_rules
from seatrial.errors import SeatrialError
from seatrial.finding import Severity
from seatrial.manifests.read import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

PACKAGE = "seatrial_rules_of"
"""What the names of their modules begin with, so that they hide no other module."""
FORM = re.compile(r"([A-Z][A-Z0-9]*[A-Z]|[A-Z])[0-9]{3,4}")
OTHER_PREFIXES = frozenset({"IGN", "RUL", "SET", "REN", "SCAN", "SPEC", "SECRET"}) | {code[:3] for code in FAULTS}
"""Of findings that are no rule's."""
FIX = 'a rule is @rule("ACME001", "a-name", Severity.ERROR, PODS) above a function that yields Hit'


class CustomRuleError(SeatrialError):
    """A user's own rule that cannot be loaded."""


def use_rules_of(folder: Path) -> tuple[Rule, ...]:
    """Load the rules of a folder and have them beside ours, instead of those used before.

    Raises:
        CustomRuleError: the folder is not there, or a file in it is not as a rule has to be.

    """
    use_rules(())
    rules = tuple(_load_all(folder))
    use_rules(rules)
    return rules


def _load_all(folder: Path) -> Iterator[Rule]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".py" and not path.name.startswith("_"))
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        message = f"the folder of rules {folder} cannot be read: {problem}"
        raise CustomRuleError(message, fix="name the folder that your rules are in") from error
    ours = list_rules()
    taken = {name: f"rule {rule.code}" for rule in ours for name in (rule.code, rule.name)}
    prefixes = OTHER_PREFIXES | {_prefix(rule.code) for rule in ours}
    for path in files:
        rules = [value for value in _run(path).__dict__.values() if isinstance(value, Rule)]
        if not rules:
            raise CustomRuleError(f"{path}:1: there is no rule in the file", fix=FIX)
        for rule in rules:
            _examine(rule, path, prefixes)
            for name in (rule.code, rule.name):
                if name in taken:
                    raise CustomRuleError(f"{path}:1: {name} is taken by {taken[name]}", fix="choose another")
                taken[name] = str(path)
            yield rule


def _run(path: Path) -> ModuleType:
    name = f"{PACKAGE}_{path.parent.name}.{path.stem}"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # `@rule` asks it for its docstring
    sys.path.insert(0, str(path.parent))  # for what several rules share, in files that begin with `_`
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = _line(error, path)
        message = str(error.msg if isinstance(error, SyntaxError) else error) or type(error).__name__
        raise CustomRuleError(f"{path}:{line}: {type(error).__name__}: {message}", fix=FIX) from error
    finally:
        sys.dont_write_bytecode = writes
        sys.path.remove(str(path.parent))
    return module


def _line(error: Exception, path: Path) -> int:
    """The line of the file that the error came from."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno or 1
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == str(path)), 1)


def _examine(rule: Any, path: Path, prefixes: frozenset[str]) -> None:
    """Refuse what would fail later, where nobody sees the file.

    Raises:
        CustomRuleError: the rule is not as it has to be.

    """
    code = rule.code
    if not isinstance(code, str) or not FORM.fullmatch(code):
        fix = "write capital letters of your own and three digits, such as ACME001"
        raise CustomRuleError(f"{path}:1: {code!r} is no code of a rule", fix=fix)
    if _prefix(code) in prefixes:
        fix = "begin it with letters of your own, such as ACME001"
        raise CustomRuleError(
            f"{path}:1: codes that begin with {_prefix(code)} are for rules that come with us", fix=fix
        )
    checks: tuple[tuple[str, Any, type[Any]], ...] = (
        ("name", rule.name, str), ("severity", rule.severity, Severity), ("scope", rule.scope, Scope),
    )  # fmt: skip
    for what, value, kind in checks:
        if not isinstance(value, kind):
            raise CustomRuleError(f"{path}:1: the {what} of {code} is {value!r}, which is none", fix=FIX)
    if not rule.title or not rule.why:
        fix = 'begin the file with a docstring: what holds, and below "## Why" what happens where it does not'
        raise CustomRuleError(f"{path}:1: the file of {code} does not explain the rule", fix=fix)


def _prefix(code: str) -> str:
    return code.rstrip("0123456789")
