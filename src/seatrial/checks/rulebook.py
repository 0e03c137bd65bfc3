"""The rules there are: every file in `rules/`, found by being there."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from seatrial.checks import rules as folder
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from seatrial.checks.rule import Rule

EARLIER_TRIVY = re.compile(r"(?:avd-)?(ksv|kcv|ds)-?(\d+)")
"""Trivy's identifiers as it printed them before: `AVD-KSV-0012`, `KSV012`."""
_users: list[Rule] = []


class UnknownRuleError(SeatrialError):
    """A command names a rule that does not exist."""


@cache
def list_rules() -> tuple[Rule, ...]:
    """All rules by code, a user's own behind ours."""
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return (*(import_module(f"{folder.__name__}.{name}").check for name in names), *_users)


def use_rules(rules: Iterable[Rule]) -> None:
    """Have a user's own rules, instead of those given before, beside ours."""
    _users[:] = sorted(rules, key=lambda rule: rule.code)
    list_rules.cache_clear()
    _by_identifier.cache_clear()


@cache
def _by_identifier() -> dict[str, tuple[Rule, ...]]:
    """By code, name and alias; an identifier of another checker may stand for several rules."""
    index: dict[str, tuple[Rule, ...]] = {}
    for rule in list_rules():
        for alias in rule.aliases:
            index[alias.lower()] = (*index.get(alias.lower(), ()), rule)
    for rule in list_rules():
        index[rule.name.lower()] = index[rule.code.lower()] = (rule,)
    return index


def find_rules(identifier: str) -> tuple[Rule, ...]:
    """The rules with this code, name or alias, in upper or lower case; none if there is none."""
    known, name = _by_identifier(), identifier.lower()
    earlier = EARLIER_TRIVY.fullmatch(name) if name not in known else None
    return known.get(f"{earlier[1]}-{int(earlier[2]):04}" if earlier else name, ())


def suggest_rule(identifier: str) -> str:
    """The nearest code or name, or `""` if nothing is near."""
    from difflib import get_close_matches

    known = {text.lower(): text for rule in list_rules() for text in (rule.code, rule.name, *rule.aliases)}
    nearest = get_close_matches(identifier.lower(), known, n=1, cutoff=0.7)
    return known[nearest[0]] if nearest else ""


def named_rules(identifier: str) -> tuple[Rule, ...]:
    """The rules with this code, name or alias.

    Raises:
        UnknownRuleError: there is none.

    """
    rules = find_rules(identifier)
    if not rules:
        nearest = suggest_rule(identifier)
        raise UnknownRuleError(
            f"there is no rule {identifier!r}",
            fix=f"did you mean {nearest}?" if nearest else "see `seatrial check --list`",
        )
    return rules


def explain(identifier: str) -> str:
    """The pages of the rules with this code, name or alias, as Markdown.

    Raises:
        UnknownRuleError: there is none.

    """
    return "\n".join(map(render_page, named_rules(identifier)))


def render_page(rule: Rule) -> str:
    """The docstring with a heading that names code, name, severity and what the rule looks at."""
    looks_at = ", ".join(rule.scope.kinds) or rule.scope.name
    aliases = ", ".join(f"`{alias}`" for alias in rule.aliases) or "none"
    _, _, body = rule.page.strip().partition("\n")
    facts = f"{rule.title}.\n\n- Severity: {rule.severity}\n- Looks at: {looks_at}\n- Also known as: {aliases}"
    return f"# {rule.code}: {rule.name}\n\n{facts}\n\n{body.strip()}\n"
