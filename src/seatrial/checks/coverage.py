"""Which checks of other tools we have, which we add, and why we leave out those we leave out.

`peers.json` holds the concepts that the rules of other checkers come to, with their identifiers as those tools print
them, and the checks about accelerators that none of them has. A rule says in `covers` which concepts it is one of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from seatrial.checks.rulebook import list_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.rule import Rule

TOOLS = {
    "kube-linter": "kube-linter",
    "kube-score": "kube-score",
    "polaris": "Polaris",
    "checkov": "Checkov",
    "kubescape": "Kubescape",
    "trivy": "Trivy",
    "hadolint": "hadolint",
    "popeye": "Popeye",
    "kubeaudit": "kubeaudit",
}
"""Key in `peers.json` → the tool's name."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that somebody checks.

    Attributes:
        name: the row's number, or the code of a check about accelerators.
        section: the table it belongs to.
        concept: what is checked.
        peers: tool → its identifiers.
        reason: why no rule has it; empty where one does.
        rules: the rules that do.

    """

    name: str
    section: str
    concept: str
    peers: Mapping[str, tuple[str, ...]]
    reason: str
    rules: tuple[Rule, ...]


@cache
def list_concepts() -> tuple[Concept, ...]:
    """All concepts, those of other tools first."""
    data = json.loads(files("seatrial.checks").joinpath("peers.json").read_text(encoding="utf-8"))
    rules = list_rules()
    theirs = [
        Concept(
            str(row["number"]), row["section"], row["concept"],
            {tool: tuple(names) for tool, names in row["peers"].items()}, row["reason"],
            tuple(rule for rule in rules if row["number"] in rule.covers),
        )
        for row in data["concepts"]
    ]  # fmt: skip
    ours = [
        Concept(
            row["code"], row["section"], row["concept"], {}, row["reason"],
            tuple(rule for rule in rules if row["code"] in (rule.code, *rule.aliases)),
        )
        for row in data["accelerators"]
    ]  # fmt: skip
    return (*theirs, *ours)
