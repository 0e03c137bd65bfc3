"""Write docs/reference/coverage.md: what others check, and which of our rules does. Run after changing a rule."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.checks.coverage import TOOLS, Concept, list_concepts
from seatrial.checks.rulebook import list_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "coverage.md"
INTRODUCTION = """# Coverage

What other checkers check, and which rule of ours does; `seatrial check --explain` finds a rule by any of these names.
The concepts come from the rule lists of the projects at their snapshots of November 2026. Where no rule answers, the
reason stands in its place.
"""


def page() -> str:
    """The text of the page."""
    concepts = list_concepts()
    parts = [INTRODUCTION, summary(concepts)]
    for section, rows in groupby(concepts, key=lambda concept: concept.section):
        parts.append(table(section, list(rows)))
    return "\n".join(parts)


def summary(concepts: Sequence[Concept]) -> str:
    """One line for each tool: how many of its identifiers lead to a rule."""
    known = {alias for rule in list_rules() for alias in rule.aliases}
    lines = ["| Tool | Identifiers | Lead to a rule | Left out, with the reason below |", "|---|--:|--:|--:|"]
    for tool, name in TOOLS.items():
        ids = {one for concept in concepts for one in concept.peers.get(tool, ())}
        lines.append(f"| {name} | {len(ids)} | {len(ids & known)} | {len(ids - known)} |")
    ours = [concept for concept in concepts if not concept.name.isdigit()]
    covered = sum(bool(concept.rules) for concept in ours)
    lines.append(f"| none of them: accelerators, models, training | {len(ours)} | {covered} | {len(ours) - covered} |")
    return "\n".join(lines) + "\n"


def table(section: str, rows: Sequence[Concept]) -> str:
    """One section."""
    lines = [f"## {section}", "", "| | Concept | Rule | Elsewhere |", "|--|---|---|---|"]
    for row in rows:
        rules = ", ".join(f"[{rule.code}](rules/{rule.code}.md)" for rule in row.rules)
        others = "; ".join(f"{TOOLS[tool]} {', '.join(names)}" for tool, names in row.peers.items())
        answer = "; ".join(part for part in (rules, row.reason) if part)
        lines.append(f"| {row.name} | {row.concept} | {answer} | {others} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
