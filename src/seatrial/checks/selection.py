"""Which rules run, and how bad what each finds is: a profile, changed by the user's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from seatrial.checks.rulebook import list_rules
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seatrial.checks.rule import Rule


class Profile(StrEnum):
    """A named choice of rules."""

    BASELINE = "baseline"
    """What breaks, or is plainly unsafe: every rule whose findings are errors."""
    PRODUCTION = "production"
    """All rules but the opinions that one has to ask for."""
    GPU = "gpu"
    """The baseline, and every rule about accelerators, models and training."""
    ALL = "all"
    """Every rule, the opinions too."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rules, and severities that differ from the rules' own."""

    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity] = field(default_factory=dict[str, Severity])

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(rule.code for rule in self.rules)


def select(
    profile: Profile = Profile.PRODUCTION,
    *,
    severities: Mapping[str, Severity | None] | None = None,
    only: Iterable[str] = (),
    live: bool = False,
) -> Selection:
    """The rules of a profile.

    Args:
        profile: where to start from.
        severities: rule code → another severity, which also switches the rule on; None switches it off.
        only: codes of the rules to run, if not all that are on.
        live: whether a cluster is looked at, where the rules run that need one.

    """
    changed = severities or {}
    wanted = frozenset(only)
    rules = [
        rule
        for rule in list_rules()
        if (live or not rule.live) and (rule.code in wanted if wanted else _is_on(rule, profile, changed))
    ]
    return Selection(tuple(rules), {code: severity for code, severity in changed.items() if severity is not None})


def _is_on(rule: Rule, profile: Profile, changed: Mapping[str, Severity | None]) -> bool:
    if rule.code in changed:
        return changed[rule.code] is not None
    return in_profile(rule, profile)


def in_profile(rule: Rule, profile: Profile) -> bool:
    """Whether the profile runs the rule."""
    match profile:
        case Profile.ALL:
            return True
        case Profile.PRODUCTION:
            return not rule.opt_in
        case Profile.BASELINE:
            return rule.severity is Severity.ERROR and not rule.opt_in
        case Profile.GPU:
            return not rule.opt_in and (rule.severity is Severity.ERROR or _is_about_accelerators(rule))


def _is_about_accelerators(rule: Rule) -> bool:
    return any(name.startswith("AI") and name[2:].isdecimal() for name in (rule.code, *rule.aliases))
