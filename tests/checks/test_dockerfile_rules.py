"""Every rule about Dockerfiles: bad and good cases with the place of each hit, true examples, fixes that hold.

A bad case says with `# expect: RUN 3:5` each instruction that is hit, and the line and column.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from seatrial.checks import list_rules
from seatrial.checks.engine import check_dockerfile
from seatrial.checks.selection import Selection
from seatrial.dockerfile import BuildContext, parse

if TYPE_CHECKING:
    from seatrial.checks.rule import Rule
    from seatrial.edit import Replacement
    from seatrial.finding import Finding

CASES = Path(__file__).parent.parent / "rules"
RULES = {rule.code: rule for rule in list_rules() if rule.scope.name == "Dockerfile"}
EXPECT = re.compile(r"^# expect: (.+)$", re.MULTILINE)
CONTEXT = re.compile(r"^# context: (.+)$", re.MULTILINE)
FENCE = re.compile(r"```dockerfile\n(.*?)\n```", re.DOTALL)


def cases(kind: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{kind}-*.Dockerfile"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def find(rules: list[Rule], text: str) -> tuple[Finding, ...]:
    """`# context: {dockerignore: text, names: [.git], registries: [example.com]}` says what the file does not."""
    match = CONTEXT.search(text)
    facts = yaml.safe_load(match[1]) if match else {}
    context = BuildContext(facts.get("dockerignore"), frozenset(facts.get("names", ()))) if "names" in facts else None
    file = parse(text, context=context, registries=frozenset(facts.get("registries", ())))
    return check_dockerfile(file, Selection(tuple(rules)))


def places(rule: Rule, text: str) -> list[str]:
    found = [(finding.field, finding.position) for finding in find([rule], text)]
    return sorted(f"{field} {position.line}:{position.column}" for field, position in found if position)


def mend(text: str, replacements: list[Replacement]) -> str:
    for change in sorted(set(replacements), reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_bad_case_is_found_where_it_is(path: Path):
    text = read(path)
    expected = EXPECT.findall(text.replace("\r\n", "\n"))
    assert expected, "a bad case says what it expects"
    assert places(RULES[path.parent.name], text) == sorted(expected)


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_good_case_passes(path: Path):
    assert places(RULES[path.parent.name], read(path)) == []


@pytest.mark.parametrize("code", RULES)
def test_rule_has_a_bad_and_a_good_case(code: str):
    assert list((CASES / code).glob("bad-*.Dockerfile"))
    assert list((CASES / code).glob("good-*.Dockerfile"))


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_examples_of_the_page_are_true(rule: Rule):
    bad, good = (FENCE.search(rule.sections[heading]) for heading in ("Bad", "Good"))
    assert bad
    assert good
    assert places(rule, bad[1])
    assert places(rule, good[1]) == []


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_a_fix_mends_what_it_is_for_and_nothing_is_left_to_fix(path: Path):
    rule = RULES[path.parent.name]
    text = read(path)
    findings = find([rule], text)
    fixable = [finding for finding in findings if finding.replace]
    mended = mend(text, [change for finding in fixable for change in finding.replace])
    left = find([rule], mended)
    assert len(left) == len(findings) - len(fixable)
    assert not any(finding.replace for finding in left)
    assert len(parse(mended).problems) <= len(parse(text).problems)


@pytest.mark.parametrize("path", [*cases("bad"), *cases("good")], ids=name)
def test_every_rule_reads_every_case(path: Path):
    text = read(path)
    for finding in find(list(RULES.values()), text):
        assert finding.position
        assert 1 <= finding.position.line <= text.count("\n") + 1
        assert finding.fix
        assert not finding.message.endswith(".")
        assert not finding.fix.endswith(".")
        assert all(0 <= change.start <= change.end <= len(text) for change in finding.replace)


LINES = st.sampled_from([line for path in cases("bad") for line in read(path).splitlines(keepends=True)])


@given(st.lists(LINES, max_size=12).map("".join), st.integers(0, 400))
def test_no_rule_raises_whatever_stands_there(text: str, cut: int):
    context = BuildContext(text[cut:], frozenset(text.split()))
    for junk in (text, text[:cut], text[cut:]):
        found = check_dockerfile(parse(junk, context=context), Selection(tuple(RULES.values())))
        assert all(finding.position for finding in found)
