"""Best practices as rules over Kubernetes resources."""

from __future__ import annotations

from seatrial.checks.comments import Comment, parse_ignores
from seatrial.checks.engine import check
from seatrial.checks.ignores import Ignore
from seatrial.checks.inventory import Context
from seatrial.checks.rule import Hit, Rule
from seatrial.checks.rulebook import UnknownRuleError, explain, find_rules, list_rules, suggest_rule

__all__ = [
    "Comment",
    "Context",
    "Hit",
    "Ignore",
    "Rule",
    "UnknownRuleError",
    "check",
    "explain",
    "find_rules",
    "list_rules",
    "parse_ignores",
    "suggest_rule",
]
