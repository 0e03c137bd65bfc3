from __future__ import annotations

from seatrial.planner.applyset import (
    ApplySet,
    applyset_of,
    find_applyset_problems,
    label_member,
    parent_key,
    read_parent,
)
from seatrial.resource import Resource, ResourceKey

PARENT = ResourceKey("", "Secret", "ml", "seatrial-demo")


def test_the_id_is_a_hash_of_the_parents_name():
    # From KEP-3659's formula; a test against the real kubectl stands in tests/live.
    assert ApplySet(PARENT).id == "applyset-JLPI8h23V2IY6c4Q9otaocLTB8VQofwhBBZQE_BDcj8-v1"
    assert parent_key("demo", "ml") == PARENT


def test_what_is_written_reads_back():
    keys = [ResourceKey("apps", "Deployment", "ai", "d"), ResourceKey("", "ConfigMap", "ml", "c")]
    wanted = applyset_of(PARENT, [*keys, ResourceKey("", "Namespace", "", "ai")])
    manifest = wanted.manifest("1.2.3")
    assert manifest["metadata"]["annotations"] == {
        "applyset.kubernetes.io/tooling": "seatrial/v1.2.3",
        "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,Deployment.apps,Namespace",
        "applyset.kubernetes.io/additional-namespaces": "ai",
    }
    assert read_parent(PARENT, manifest) == wanted
    assert find_applyset_problems([], PARENT, manifest) == ()


def test_the_superset_holds_old_and_new():
    old = ApplySet(PARENT, frozenset({"ConfigMap"}), frozenset({"a"}))
    new = ApplySet(PARENT, frozenset({"Secret"}), frozenset({"b"}))
    assert old | new == ApplySet(PARENT, frozenset({"ConfigMap", "Secret"}), frozenset({"a", "b"}))


def test_another_tools_set_is_refused():
    foreign = ApplySet(PARENT).manifest("1")
    foreign["metadata"]["annotations"]["applyset.kubernetes.io/tooling"] = "kubectl/v1.36"
    assert [f.code for f in find_applyset_problems([], PARENT, foreign)] == ["PLAN003"]


def test_a_secret_that_only_has_the_name_is_refused():
    assert [f.code for f in find_applyset_problems([], PARENT, {"kind": "Secret", "metadata": {}})] == ["PLAN003"]


def test_input_that_names_a_set_is_refused():
    plain = Resource({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "labels": {"a": "b"}}})
    labelled = Resource(label_member(plain.manifest, ApplySet(PARENT).id))
    assert labelled.manifest["metadata"]["labels"]["a"] == "b"
    assert plain.manifest["metadata"]["labels"] == {"a": "b"}
    assert [f.code for f in find_applyset_problems([plain, labelled], PARENT, None)] == ["PLAN002"]
