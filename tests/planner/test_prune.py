from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.planner.prune import DESTRUCTIVE, PROTECTING, Departure, PruneLimit, find_departures, find_prune_problem
from seatrial.resource import ResourceKey, key_of


def member(kind="ConfigMap", name="a", namespace="ai", api="v1", uid="u", **metadata):
    return {
        "apiVersion": api,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "uid": uid, "resourceVersion": "7", **metadata},
    }


def test_what_left_the_file_goes_with_the_uid_that_was_seen():
    gone, stays = member(name="gone", uid="1"), member(name="stays", uid="2")
    assert find_departures([gone, stays], {key_of(stays)}) == (Departure(key_of(gone), "1", "7"),)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in PROTECTING.items() for v in sorted(values)])
def test_every_tools_protection_is_honoured(name, value):
    (found,) = find_departures([member(annotations={name: f"Other=1, {value}"})], ())
    assert name in found.kept_because


@pytest.mark.parametrize("kind", sorted(DESTRUCTIVE))
def test_kinds_that_hold_data_go_only_when_named(kind):
    one = member(kind=kind, name="data")
    assert find_departures([one], ())[0].kept_because
    assert find_departures([one], (), destructive={f"{kind}/other"})[0].kept_because
    assert not find_departures([one], (), destructive={f"{kind}/data"})[0].kept_because
    assert not find_departures([one], (), destructive={kind})[0].kept_because


def test_what_a_controller_owns_is_left_to_garbage_collection():
    owned = member(kind="EndpointSlice", ownerReferences=[{"controller": True, "kind": "Service", "name": "chat"}])
    assert find_departures([owned], ())[0].kept_because == "it belongs to Service chat"


def test_the_same_object_in_another_group_is_not_pruned():
    old = member(kind="Ingress", api="extensions/v1beta1", uid="same")
    new = member(kind="Ingress", api="networking.k8s.io/v1", uid="same")
    assert find_departures([old, new], {key_of(new)}) == ()


def test_a_plan_that_deletes_much_is_stopped():
    going = [Departure(ResourceKey("", "ConfigMap", "ai", str(i)), str(i), "1") for i in range(11)]
    assert find_prune_problem(going, 20, PruneLimit(10, 20)) is not None
    assert find_prune_problem(going, 1000, PruneLimit(10, 20)) is None
    assert find_prune_problem(going[:10], 10, PruneLimit(10, 20)) is None


members = st.lists(
    st.builds(
        member,
        kind=st.sampled_from(["ConfigMap", "Namespace", "Deployment", "PersistentVolumeClaim"]),
        name=st.sampled_from("abcdef"),
        uid=st.integers().map(str),
        annotations=st.dictionaries(
            st.sampled_from(sorted(PROTECTING)), st.sampled_from(["keep", "false", "disabled", "x"]), max_size=2
        ),
    ),
    max_size=10,
    unique_by=lambda m: (m["kind"], m["metadata"]["name"]),
)


@given(members, st.sets(st.sampled_from("abcdef")))
def test_prune_never_selects_the_wanted_the_protected_or_the_destructive(found, kept_names):
    wanted = {key_of(m) for m in found if m["metadata"]["name"] in kept_names}
    by_uid = {m["metadata"]["uid"]: m for m in found}
    for departure in find_departures(found, wanted):
        assert departure.key not in wanted
        if not departure.kept_because:
            annotations = by_uid[departure.uid]["metadata"]["annotations"]
            assert departure.key.kind not in DESTRUCTIVE
            assert not any(annotations.get(name) in values for name, values in PROTECTING.items())


def test_a_namespace_that_something_stays_in_is_kept():
    kept = member(name="c", uid="1", annotations={"seatrial.dev/prune": "false"})
    namespaces = [member("Namespace", "ai", "", uid="2"), member("Namespace", "web", "", uid="3")]
    wanted = {ResourceKey("", "ConfigMap", "web", "stays")}
    found = {d.key.name: d.kept_because for d in find_departures([kept, *namespaces], wanted, destructive=DESTRUCTIVE)}
    assert found["ai"] == "it holds ConfigMap ai/c"
    assert found["web"] == "it holds ConfigMap web/stays"
