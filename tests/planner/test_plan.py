from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.planner.diff import FieldChange
from seatrial.planner.document import dump_plan, load_plan, to_document
from seatrial.planner.plan import Action, ActionKind, FieldConflict, Plan, Target, digest, find_staleness
from seatrial.resource import ResourceKey

TARGET = Target("demo", "prod", "https://x", "uid-1", ResourceKey("", "Secret", "ml", "seatrial-demo"), "applyset-x-v1")
KEY = ResourceKey("apps", "Deployment", "ai", "chat")
CHANGE = Action(ActionKind.CHANGE, KEY, 3, (FieldChange("spec.replicas", 1, 2),), "", "u", "9", "d")
PLAN = Plan(TARGET, (CHANGE,), members=1)

texts = st.text(max_size=6)
keys = st.builds(ResourceKey, texts, texts, texts, texts)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(texts, below, max_size=2),
    max_leaves=4,
)
actions = st.builds(
    Action,
    st.sampled_from(ActionKind),
    keys,
    st.integers(0, 9),
    st.lists(st.builds(FieldChange, texts, json_values, json_values), max_size=2).map(tuple),
    texts,
    texts,
    texts,
    texts,
)
findings = st.builds(
    Finding,
    code=texts,
    severity=st.sampled_from(Severity),
    message=texts,
    position=st.none() | st.builds(Position, texts, st.integers(1, 9), st.integers(1, 9)),
    resource=st.none() | keys,
)
plans = st.builds(
    Plan,
    st.builds(Target, texts, texts, texts, texts, keys, texts),
    st.lists(actions, max_size=3).map(tuple),
    st.frozensets(keys, max_size=2),
    st.lists(st.builds(FieldConflict, keys, texts, texts), max_size=2).map(tuple),
    st.lists(findings, max_size=2).map(tuple),
    st.integers(0, 99),
)


@given(plans)
def test_a_plan_survives_its_file(plan):
    assert load_plan(dump_plan(plan)) == plan


@given(st.binary(max_size=30) | st.sampled_from([b"{}", b"[]", b"null", b"[" * 5000, b'{"apiVersion": 1}']))
def test_what_is_not_a_plan_is_a_finding(data):
    found = load_plan(data)
    assert isinstance(found, Finding)
    assert found.code == "PLAN006"


def test_another_kind_of_document_is_named():
    found = load_plan(dump_plan(PLAN).replace(b'"kind": "Plan"', b'"kind": "Status"'))
    assert isinstance(found, Finding)
    assert "Status seatrial/v1" in found.message


def test_the_document_has_a_versioned_shape():
    document = to_document(PLAN)
    assert (document["apiVersion"], document["kind"]) == ("seatrial/v1", "Plan")
    assert document["summary"] == {"create": 0, "change": 1, "prune": 0, "unchanged": 0, "keep": 0}
    assert document["actions"][0]["object"] == {
        "kind": "Deployment",
        "name": "chat",
        "group": "apps",
        "namespace": "ai",
    }


def test_a_plan_that_still_holds_is_not_stale():
    later = replace(PLAN, actions=(replace(CHANGE, resource_version="10"),))
    assert find_staleness(PLAN, later) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"uid": "other"}, "deleted or created"),
        ({"digest": "other"}, "the file now says"),
        ({"kind": ActionKind.CREATE}, "was to change, now it would create"),
        ({"changes": (FieldChange("spec.replicas", 5, 2),)}, "changed in the cluster"),
    ],
)
def test_everything_that_moved_makes_a_plan_stale(change, says):
    (found,) = find_staleness(PLAN, replace(PLAN, actions=(replace(CHANGE, **change),)))
    assert says in found.message
    assert found.code == "PLAN005"


def test_more_or_fewer_objects_make_a_plan_stale():
    assert find_staleness(PLAN, replace(PLAN, actions=()))
    assert find_staleness(replace(PLAN, actions=()), PLAN)


def test_a_plan_for_another_cluster_is_stale_though_its_name_is_the_same():
    other = replace(PLAN, target=replace(TARGET, system_uid="uid-2"))
    assert "uid-2" in find_staleness(PLAN, other)[0].message


def test_digests_tell_manifests_and_targets_apart_but_not_the_order_of_keys():
    one = digest({"a": 1, "b": 2}, TARGET)
    assert one == digest({"b": 2, "a": 1}, TARGET)
    assert one != digest({"a": 1, "b": 3}, TARGET)
    assert one != digest({"a": 1, "b": 2}, replace(TARGET, system_uid="other"))


def test_an_empty_plan_says_so():
    assert not PLAN.is_empty
    assert replace(PLAN, actions=(replace(CHANGE, kind=ActionKind.UNCHANGED),)).is_empty
