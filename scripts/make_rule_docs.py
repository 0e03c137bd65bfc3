"""Write docs/reference/rules: a page for each rule from its docstring, and an index. Run after changing a rule."""

from __future__ import annotations

from pathlib import Path

from seatrial.checks import list_rules
from seatrial.checks.rulebook import render_page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "rules"
INTRODUCTION = """# Rules

`seatrial check --explain CODE` prints a page; the identifiers that other checkers use lead there too.

A finding that you have decided to live with is silenced by a comment with a reason, such as
`# seatrial: ignore[POD005] writes its cache until 2027-01-01`: behind a value it covers that value and all below it,
alone on a line the next value, before a document's first key the document, above the first line of content the whole
file. In a Dockerfile it covers the instruction that it stands above. The annotation
`ignore.seatrial.dev/POD005: "writes its cache"` covers its object, or the pods of its template. The date is the last
day on which it holds, and may be left out.

Either is a finding itself when it gives no reason (IGN001, error), names no rule that exists (IGN002, error), silences
nothing (IGN003, warning), has expired (IGN004, warning), or ends on a day that does not exist (IGN005, error).
What other checkers are told is heard, too, unless `honour-others = false` stands in `seatrial.toml`: the comments of
Checkov, Trivy and hadolint, and the annotations of Checkov, kube-linter, kube-score and Polaris.

| Rule | Name | Severity | What holds |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """File name → text."""
    rows = (
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} | {rule.title} |\n" for rule in list_rules()
    )
    return {"README.md": INTRODUCTION + "".join(rows)} | {f"{rule.code}.md": render_page(rule) for rule in list_rules()}


def main() -> None:
    """Write the pages and remove those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages in {FOLDER}")


if __name__ == "__main__":
    main()
