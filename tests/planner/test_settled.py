from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.planner.settled import is_settled

WANTED = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "chat", "namespace": "ai", "labels": {"app": "chat"}, "finalizers": ["a/b"]},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "chat"}},
        "template": {
            "spec": {
                "containers": [
                    {"name": "one", "image": "x:1", "ports": [{"containerPort": 80}], "args": ["a", "b"]},
                    {"name": "two", "image": "y:1"},
                ]
            }
        },
    },
}
FIELDS = {
    "f:metadata": {"f:labels": {"f:app": {}}, "f:finalizers": {'v:"a/b"': {}}},
    "f:spec": {
        "f:replicas": {},
        "f:selector": {},
        "f:template": {
            "f:spec": {
                "f:containers": {
                    'k:{"name":"one"}': {
                        ".": {},
                        "f:name": {},
                        "f:image": {},
                        "f:args": {},
                        "f:ports": {'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}},
                    },
                    'k:{"name":"two"}': {".": {}, "f:name": {}, "f:image": {}},
                }
            }
        },
    },
}


def live():
    """As the API server keeps it: defaults filled in, another's container between ours."""
    found = copy.deepcopy(WANTED)
    found["metadata"]["managedFields"] = [{"manager": "seatrial", "operation": "Apply", "fieldsV1": FIELDS}]
    found["metadata"]["annotations"] = {"theirs": "1"}
    found["spec"]["progressDeadlineSeconds"] = 600
    containers = found["spec"]["template"]["spec"]["containers"]
    containers[0]["ports"][0]["protocol"] = "TCP"
    containers[0]["imagePullPolicy"] = "Always"
    containers.insert(1, {"name": "injected", "image": "mesh"})
    return found


def containers_of(manifest):
    return manifest["spec"]["template"]["spec"]["containers"]


def test_what_nobody_touched_is_settled():
    assert is_settled(live(), WANTED)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["spec"].update(replicas=3),
        lambda m: m["spec"].pop("replicas"),
        lambda m: m["spec"].update(paused=True),
        lambda m: m["metadata"]["labels"].update(app="other"),
        lambda m: m["metadata"]["labels"].update(more="1"),
        lambda m: m["metadata"].pop("finalizers"),
        lambda m: containers_of(m)[0].update(image="x:2"),
        lambda m: containers_of(m)[0]["args"].reverse(),
        lambda m: containers_of(m)[0]["ports"].append({"containerPort": 81}),
        lambda m: containers_of(m).reverse(),
        lambda m: containers_of(m).pop(),
        lambda m: m.update(apiVersion="apps/v2"),
    ],
)
def test_every_change_of_the_file_is_asked_about(change):
    wanted = copy.deepcopy(WANTED)
    change(wanted)
    assert not is_settled(live(), wanted)


@pytest.mark.parametrize(
    "drift",
    [
        lambda m: m["spec"].update(replicas=9),
        lambda m: m["spec"].pop("replicas"),
        lambda m: containers_of(m)[0].update(image="evil"),
        lambda m: containers_of(m).pop(0),
        lambda m: containers_of(m).reverse(),
        lambda m: m["metadata"]["finalizers"].clear(),
        lambda m: m["metadata"].update(managedFields=[]),
        lambda m: m["metadata"]["managedFields"][0].update(manager="kubectl"),
        lambda m: m["metadata"]["managedFields"][0].update(operation="Update"),
    ],
)
def test_every_drift_is_asked_about(drift):
    found = live()
    drift(found)
    assert not is_settled(found, WANTED)


junk = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "name"]), below, max_size=3),
    max_leaves=8,
)


def owners(value):
    """The fieldsV1 tree of a value whose lists are atomic."""
    return {f"f:{name}": owners(below) for name, below in value.items()} if isinstance(value, dict) else {}


@given(junk, junk)
def test_any_value_is_settled_against_itself_and_nothing_else(wanted, other):
    def manifest(value):
        return {"apiVersion": "v1", "kind": "X", "metadata": {"name": "x", "labels": {"a": "b"}}, "spec": {"in": value}}

    tree = owners({"metadata": {"labels": {"a": "b"}}, "spec": {"in": wanted}})
    found = manifest(wanted)
    found["metadata"]["managedFields"] = [{"manager": "seatrial", "operation": "Apply", "fieldsV1": tree}]
    assert is_settled(found, manifest(wanted))
    assert is_settled(found, manifest(other)) == (wanted == other)
