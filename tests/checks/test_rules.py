"""Every rule: a bad and a good case at least, a page with all headings, examples that are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from seatrial.checks import Context, check, list_rules
from seatrial.checks.rule import DOCKERFILES, HEADINGS, Rule
from seatrial.resource import Resource, ResourceKey

CASES = Path(__file__).parent.parent / "rules"
RULES = {rule.code: rule for rule in list_rules() if rule.scope is not DOCKERFILES}
EXPECT = re.compile(r"^# expect: (.+)$", re.MULTILINE)
CONTEXT = re.compile(r"^# context: (.+)$", re.MULTILINE)
FENCE = re.compile(r"```yaml\n(.*?)\n```", re.DOTALL)


def cases(pattern: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{pattern}-*.yaml"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def broken_fields(rule: Rule, text: str, context: Context) -> list[str]:
    resources = [Resource(manifest) for manifest in yaml.safe_load_all(text)]
    return sorted(finding.field for finding in check(resources, rules=[rule], context=context))


KNOWN = Context(spare_gpus={ResourceKey("apps", "Deployment", "", "chat"): 0})


def context_of(text: str, default: Context | None = None) -> Context:
    match = CONTEXT.search(text)
    if match is None and default:
        return default
    facts = yaml.safe_load(match[1]) if match else {}
    return Context(
        local=facts.get("local", False),
        live=facts.get("live", False),
        complete=facts.get("complete", True),
        kubernetes=facts.get("kubernetes", Context().kubernetes),
        settings=facts.get("settings", {}),
        spare_gpus={ResourceKey(*key): count for key, count in facts.get("spare_gpus", ())},
        existing=frozenset(ResourceKey(*key) for key in facts.get("existing", ())),
    )


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_bad_case_is_found_at_the_expected_fields(path: Path):
    text = path.read_text()
    assert EXPECT.findall(text), "a bad case says what it expects"
    assert broken_fields(RULES[path.parent.name], text, context_of(text)) == sorted(EXPECT.findall(text))


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_good_case_passes(path: Path):
    text = path.read_text()
    assert broken_fields(RULES[path.parent.name], text, context_of(text)) == []


@pytest.mark.parametrize("code", RULES)
def test_rule_has_a_bad_and_a_good_case(code: str):
    assert list((CASES / code).glob("bad-*.yaml"))
    assert list((CASES / code).glob("good-*.yaml"))


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_examples_of_the_page_are_true(rule: Rule):
    bad, good = (FENCE.search(rule.sections[heading]) for heading in ("Bad", "Good"))
    assert bad
    assert good
    assert broken_fields(rule, bad[1], context_of(bad[1], KNOWN))
    assert broken_fields(rule, good[1], context_of(good[1], KNOWN)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_page_has_every_heading_in_order(rule: Rule):
    assert tuple(rule.sections) == HEADINGS
    assert all(rule.sections.values())
    assert rule.title
    assert len(rule.why) > 20


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_file_is_named_after_the_rule(rule: Rule):
    module = rule.check.__module__.rpartition(".")[2]
    assert module == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"


def test_case_folders_belong_to_rules():
    assert {path.name for path in CASES.iterdir()} == {rule.code for rule in list_rules()}


def test_codes_and_names_are_unique_and_sorted():
    codes, names = [rule.code for rule in list_rules()], {rule.name for rule in list_rules()}
    assert codes == sorted(set(codes))
    assert len(names) == len(codes)
