"""Pages of rules: written into the documentation as the rules say them now, found by any name."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from seatrial.checks import UnknownRuleError, explain, find_rules, list_rules, suggest_rule

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "docs" / "reference" / "rules"


def generated() -> dict[str, str]:
    location = importlib.util.spec_from_file_location("make_rule_docs", ROOT / "scripts" / "make_rule_docs.py")
    assert location
    assert location.loader
    script = importlib.util.module_from_spec(location)
    location.loader.exec_module(script)
    return script.pages()


def test_documentation_is_up_to_date():
    shipped = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert shipped == generated(), "run scripts/make_rule_docs.py"


def test_every_code_and_name_is_explained():
    for rule in list_rules():
        assert explain(rule.code) == explain(rule.name) == explain(rule.code.lower())
        assert explain(rule.code).startswith(f"# {rule.code}: {rule.name}\n")


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("KSV-0012", "POD001"),
        ("CKV_K8S_23", "POD001"),
        ("C-0013", "POD001"),
        ("latest-tag", "IMG001"),
        ("AI030", "AI030"),
    ],
)
def test_the_names_of_other_checkers_lead_to_the_rule(alias: str, code: str):
    assert code in [rule.code for rule in find_rules(alias)]


def test_an_unknown_rule_is_said_with_the_nearest():
    with pytest.raises(UnknownRuleError) as caught:
        explain("run-as-nonroot")
    assert caught.value.fix == "did you mean run-as-non-root?"
    assert suggest_rule("zzzzzzzz") == ""
