from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from seatrial.planner.diff import FieldChange, difference

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab.", max_size=3),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text("ab", min_size=1, max_size=2), below, max_size=3)
    ),
    max_leaves=8,
)


def changes(before, after):
    return [(c.path, c.before, c.after) for c in difference(before, after)]


def test_a_container_is_found_by_its_name_not_its_place():
    before = {"spec": {"containers": [{"name": "a", "image": "x:1"}, {"name": "b", "image": "y:1"}]}}
    after = {"spec": {"containers": [{"name": "b", "image": "y:2"}]}}
    assert changes(before, after) == [
        ("spec.containers[name=a]", {"name": "a", "image": "x:1"}, None),
        ("spec.containers[name=b].image", "y:1", "y:2"),
    ]


def test_ports_are_found_by_number_and_protocol():
    before = {"spec": {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 8080}]}}
    after = {"spec": {"ports": [{"port": 80, "protocol": "TCP", "targetPort": 9090}]}}
    assert changes(before, after) == [("spec.ports[port=80,protocol=TCP].targetPort", 8080, 9090)]


def test_a_list_without_keys_is_one_change():
    assert changes({"args": ["a", "b", "c"]}, {"args": ["a", "c"]}) == [("args", ["a", "b", "c"], ["a", "c"])]


def test_two_items_with_the_same_key_are_compared_as_a_whole():
    twice = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]
    assert changes({"env": twice}, {"env": twice[:1]}) == [("env", twice, twice[:1])]


def test_reordered_items_are_a_change_of_order():
    one, two = {"name": "a"}, {"name": "b"}
    before, after = {"spec": {"initContainers": [one, two]}}, {"spec": {"initContainers": [two, one]}}
    assert changes(before, after) == [("spec.initContainers (order)", ["name=a", "name=b"], ["name=b", "name=a"])]


def test_what_the_server_writes_is_not_a_change():
    before = {"metadata": {"resourceVersion": "1", "generation": 1, "annotations": {}}, "status": {"x": 1}}
    after = {"metadata": {"resourceVersion": "2", "generation": 2, "managedFields": [{}]}, "status": {"x": 2}}
    assert changes(before, after) == []


def test_a_boolean_is_not_the_number_one():
    assert changes({"a": True}, {"a": 1}) == [("a", True, 1)]


def test_labels_with_dots_are_quoted():
    assert changes({"labels": {"a.b/c": "1"}}, {"labels": {"a.b/c": "2"}}) == [('labels."a.b/c"', "1", "2")]


def test_secret_values_are_masked_and_keys_shown():
    before = {"kind": "Secret", "data": {"token": "b2xk", "gone": "Z29uZQ=="}}
    after = {"kind": "Secret", "data": {"token": "bmV3", "added": "YWRk"}}
    assert changes(before, after) == [
        ("data.added", None, "***"),
        ("data.gone", "***", None),
        ("data.token", "*** (before)", "*** (after)"),
    ]


def test_all_data_of_a_secret_at_once_shows_only_its_keys():
    assert changes({"kind": "Secret"}, {"kind": "Secret", "data": {"token": "bmV3"}}) == [
        ("data", None, {"token": "***"})
    ]


words = st.text("abcdefgh", min_size=6, max_size=10)


@given(st.dictionaries(words, words, max_size=3), st.dictionaries(words, words, max_size=3))
def test_no_value_of_a_secret_ever_appears(before, after):
    before = {key: f"VALUE-{value}" for key, value in before.items()}
    after = {key: f"VALUE-{value}" for key, value in after.items()}
    annotation = {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(before)}
    live = {"kind": "Secret", "metadata": {"annotations": annotation}, "data": before, "stringData": after}
    found = difference(live, {"kind": "Secret", "metadata": {}, "data": after, "stringData": before})
    assert "VALUE" not in repr(found)


@given(json_values, json_values)
def test_equal_means_no_change_and_different_means_some(before, after):
    same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (difference({"spec": before}, {"spec": before})) == ()
    found = difference({"spec": before}, {"spec": after})
    is_absence = all(value is None or value in ({}, []) for value in (before, after))
    if same:
        assert found == ()
    elif not is_absence and not _differs_only_by_null(before, after):
        assert found


def _differs_only_by_null(before, after):
    def clean(value):
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if v is not None}
        return value

    return clean(before) == clean(after)


@given(json_values, json_values)
def test_a_change_names_both_sides(before, after):
    back = {FieldChange(c.path, c.after, c.before).path for c in difference({"spec": after}, {"spec": before})}
    assert {c.path for c in difference({"spec": before}, {"spec": after})} == back
