"""Every concept of the peers is a rule or has a reason, and every identifier of theirs leads somewhere."""

from __future__ import annotations

import pytest

from seatrial.checks.coverage import list_concepts
from seatrial.checks.rulebook import explain, find_rules, list_rules

CONCEPTS = {concept.name: concept for concept in list_concepts()}
NUMBERS = {int(name) for name in CONCEPTS if name.isdigit()}


@pytest.mark.parametrize("name", CONCEPTS)
def test_a_concept_is_a_rule_or_has_a_reason(name: str):
    concept = CONCEPTS[name]
    assert concept.rules or concept.reason


@pytest.mark.parametrize("name", [name for name, concept in CONCEPTS.items() if concept.rules])
def test_all_identifiers_of_a_concept_lead_to_a_rule(name: str):
    concept = CONCEPTS[name]
    if concept.reason:
        return  # a part of it is left out, and the reason says which
    lost = [one for names in concept.peers.values() for one in names if not find_rules(one)]
    assert not lost


@pytest.mark.parametrize("code", [rule.code for rule in list_rules()])
def test_a_rule_covers_what_there_is(code: str):
    (rule,) = find_rules(code)
    assert set(rule.covers) <= NUMBERS


@pytest.mark.parametrize(
    "identifier", ["KSV-0012", "CKV_K8S_23", "C-0013", "run-as-non-root", "runAsRootAllowed", "DL3002"]
)
def test_people_find_their_rules(identifier: str):
    assert identifier in explain(identifier)
