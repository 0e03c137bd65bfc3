from __future__ import annotations

import copy
import re

from hypothesis import given
from hypothesis import strategies as st

from seatrial.compiler.patch import merge_patch, patched
from seatrial.resource import Resource
from seatrial.spec.workloads import Workload

LEAF = st.one_of(st.integers(), st.text(max_size=3), st.booleans())
KEYS = st.sampled_from(["a", "b", "c", "name"])
NAMED = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["x", "y", "z"])}, optional={"v": LEAF}),
    unique_by=lambda item: item["name"],
    max_size=3,
)
TREE = st.recursive(
    st.one_of(LEAF, NAMED),
    lambda inner: st.one_of(st.dictionaries(KEYS, inner), st.lists(inner, max_size=3)),
    max_leaves=8,
)
DOCUMENT = st.dictionaries(KEYS, TREE)


def value_at(tree, path):
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        tree = tree[key] if key else tree[int(index)]
    return tree


@given(DOCUMENT, DOCUMENT)
def test_a_patch_laid_twice_is_laid_once(base, patch):
    once = merge_patch(base, patch)
    assert merge_patch(once, patch) == once


@given(DOCUMENT, DOCUMENT)
def test_neither_side_is_changed(base, patch):
    before = copy.deepcopy((base, patch))
    merge_patch(base, patch)
    assert (base, patch) == before


@given(DOCUMENT)
def test_an_empty_patch_changes_nothing_and_a_patch_on_nothing_is_itself(base):
    assert merge_patch(base, {}) == base
    assert merge_patch({}, base) == base


def workload(patch):
    return Workload.model_validate({"team": "t", "image": "i:1", "patch": {"Deployment": patch}})


@given(DOCUMENT, DOCUMENT)
def test_every_patched_field_leads_to_a_line_of_the_patch_with_the_same_value(base, patch):
    resource = Resource({"kind": "Deployment", "spec": base})
    result = patched(resource, workload({"spec": patch}))
    for field, path in result.fields.items():
        assert path[:2] == ("patch", "Deployment")
        written = {"spec": patch}
        for key in path[2:]:
            written = written[key]
        assert value_at(result.manifest, field) == written


def test_items_merge_by_name_and_new_ones_come_last():
    base = {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "args": ["x", "y"]}
    patch = {"env": [{"name": "C"}, {"name": "B", "value": None, "valueFrom": {}}], "args": ["z"]}
    assert merge_patch(base, patch) == {
        "env": [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {}}, {"name": "C"}],
        "args": ["z"],
    }


def test_an_empty_list_empties():
    assert merge_patch({"a": [{"name": "x"}]}, {"a": []}) == {"a": []}


def test_null_removes_and_absent_keys_stay_absent():
    assert merge_patch({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": None}}) == {"a": {"c": 2}}


def test_a_patch_of_another_kind_is_no_ones():
    resource = Resource({"kind": "Service", "spec": {}})
    assert patched(resource, workload({"spec": {"a": 1}})) is resource


def test_findings_lead_to_the_fields_of_a_sidecar(service):
    compiled = service(
        patch={"Deployment": {"spec": {"template": {"spec": {"containers": [{"name": "proxy", "image": "p"}]}}}}}
    )
    resource = compiled.resource("Deployment")
    assert [each["name"] for each in resource.manifest["spec"]["template"]["spec"]["containers"]] == ["app", "proxy"]
    path = ("patch", "Deployment", "spec", "template", "spec", "containers", 0)
    assert resource.fields["spec.template.spec.containers[1]"] == path
