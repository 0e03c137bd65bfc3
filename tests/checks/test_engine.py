"""The engine: findings carry their place, a hardened set passes, and nothing in a manifest makes it raise."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.checks import Context, check, find_rules, list_rules
from seatrial.checks.rule import PODS, Hit, Rule
from seatrial.checks.selection import Profile, select
from seatrial.finding import Severity
from seatrial.location import Position, SourceMap
from seatrial.resource import Resource, ResourceKey

RULES = Path(__file__).parent.parent / "rules"
HARDENED = Path(__file__).with_name("hardened.yaml")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ALL = select(Profile.ALL, live=True)
NOTHING_SPARE = Context(spare_gpus={ResourceKey("apps", "Deployment", "ai", "chat"): 0})
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=8,
)


@cache
def resources(path: Path) -> list[Resource]:
    return [Resource(manifest) for manifest in yaml.safe_load_all(path.read_text())]


@cache
def real_manifests() -> list[dict[str, Any]]:
    files = [HARDENED, *sorted(RULES.glob("*/*.yaml"))]
    return [manifest for file in files for manifest in yaml.safe_load_all(file.read_text())]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [deeper for key in value for deeper in places(value[key], (*path, key))]
    elif isinstance(value, list):
        found += [deeper for index, item in enumerate(value) for deeper in places(item, (*path, index))]
    return found


def replaced(manifest: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    broken = copy.deepcopy(manifest)
    parent = broken
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return broken


def test_hardened_set_passes_every_rule():
    assert check(resources(HARDENED), context=NOTHING_SPARE) == ()


def test_no_resources_no_findings():
    assert check([]) == ()


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=8), JUNK, max_size=5), max_size=4))
def test_arbitrary_manifests_never_raise(manifests: list[dict[str, Any]]):
    found = check([Resource(manifest) for manifest in manifests], rules=ALL, context=NOTHING_SPARE)
    assert not [finding for finding in found if finding.code == "RUL001"]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_junk_value_anywhere_in_a_real_manifest_never_raises(data: st.DataObject):
    manifests = list(real_manifests()[:12])
    chosen = data.draw(st.sampled_from(real_manifests()))
    place = data.draw(st.sampled_from(places(chosen)))
    broken = replaced(chosen, place, data.draw(JUNK))
    whole = [Resource(manifest) for manifest in (*manifests, broken)]
    for finding in check(whole, rules=ALL, context=NOTHING_SPARE):
        assert finding.code != "RUL001", finding.message
        assert finding.message
        assert finding.fix


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(12)))
def test_findings_do_not_depend_on_the_order_of_the_resources(order: list[int]):
    path = RULES / "NS002" / "bad-sum-and-job.yaml"
    given_order = [
        *resources(path),
        *resources(RULES / "STO002" / "bad-rollout-and-autoscaler.yaml"),
        *resources(HARDENED),
    ]
    shuffled = [given_order[index] for index in order] + given_order[len(order) :]
    assert check(shuffled) == check(given_order)


def test_a_rule_that_raises_is_a_finding_and_hides_nothing():
    def bad(pod: Any) -> list[Hit]:
        raise KeyError(pod.path)

    broken = Rule("ACME001", "x", Severity.ERROR, PODS, bad, "X.")
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"hostPID": True}}
    found = check([Resource(manifest)], rules=[broken, *find_rules("host-pid")])
    assert "RUL001" in [finding.code for finding in found]
    assert len(found) == 2


def test_a_check_leaves_the_manifests_as_they_were():
    manifests = copy.deepcopy(real_manifests())
    check([Resource(manifest) for manifest in real_manifests()])
    assert manifests == real_manifests()


def test_a_finding_names_everything_one_needs():
    source_map = SourceMap(
        keys={("services",): Position("cluster.yaml", 4, 1), ("services", "chat"): Position("cluster.yaml", 5, 3)}
    )
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "chat", "namespace": "ai"},
        "spec": {"hostPID": True},
    }
    (finding,) = check([Resource(manifest, ("services", "chat"))], rules=[rule("POD007")], source_map=source_map)
    assert str(finding) == "cluster.yaml:5:3: the pod shares the processes of its node; remove hostPID"
    assert (finding.code, finding.severity, finding.field) == ("POD007", Severity.ERROR, "spec.hostPID")
    assert finding.resource == ResourceKey("", "Pod", "ai", "chat")
    assert finding.why.startswith("A pod in a namespace of the node sees every process")


def test_the_longest_known_field_decides_the_position():
    source_map = SourceMap(
        keys={
            ("services", "chat"): Position("f", 1, 1),
            ("services", "chat", "patch"): Position("f", 8, 1),
            ("services", "chat", "patch", "spec", "containers", 0, "image"): Position("f", 12, 9),
        }
    )
    fields = {"spec": ("port",), "spec.containers": ("patch", "spec", "containers")}
    spec = {"hostPID": True, "containers": [{"name": "a", "image": "a:latest"}]}
    pod = Resource(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}, ("services", "chat"), fields
    )
    found = check([pod], rules=[rule("IMG001"), rule("POD007")], source_map=source_map)
    assert {finding.code: finding.position.line for finding in found if finding.position} == {"IMG001": 12, "POD007": 1}


def test_only_the_chosen_rules_run():
    pods = resources(RULES / "POD007" / "bad-all.yaml")
    assert {finding.code for finding in check(pods, rules=[rule("POD007")])} == {"POD007"}
    assert check(pods, rules=[]) == ()


def test_rules_that_name_no_kind_see_every_object():
    assert [finding.code for finding in check([Resource({"kind": "Anything"})], rules=[rule("OBJ001")])] == ["OBJ001"]


def test_all_rules_are_there():
    assert len(list_rules()) >= 30


def rule(code: str):
    (found,) = find_rules(code)
    return found
