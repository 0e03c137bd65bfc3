from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from seatrial import schemas
from seatrial.schemas import Fault, Problem

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports: [{containerPort: 80}]
        env: [{name: A, value: b}]
        resources: {limits: {cpu: 500m, memory: 1Gi}}
"""
CONTAINER = ("spec", "template", "spec", "containers", 0)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inside, max_size=3)
    ),
    max_leaves=8,
)


def deployment() -> dict[str, Any]:
    return yaml.safe_load(DEPLOYMENT)


def put(manifest: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    parent: Any = manifest
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    return manifest


def faults(path: tuple[str | int, ...], value: Any) -> tuple[Fault, ...]:
    return tuple(schemas.validate(put(deployment(), path, value), schemas.newest()))


def test_a_good_manifest_has_no_faults_in_any_version():
    assert [schemas.validate(deployment(), version) for version in schemas.versions()] == [()] * len(schemas.versions())


def test_the_versions_end_with_the_newest():
    assert {"1.34", "1.35", "1.36", "1.37"} <= set(schemas.versions())
    assert schemas.newest() == schemas.versions()[-1]


CASES = {
    "misspelt": (
        (*CONTAINER, "imagePullPolcy"), "Always",
        "imagePullPolcy is not a known field", "write imagePullPolicy",
    ),
    "too low": (
        (*CONTAINER, "nodeSelector"), {},
        "nodeSelector is not a known field", "move it up into spec, where it is a field",
    ),
    "two levels too low": (
        (*CONTAINER, "ports", 0, "image"), "a",
        "image is not a known field", "move it up into containers[0], where it is a field",
    ),
    "too high": (
        ("spec", "template", "containers"), [],
        "containers is not a known field", "move it down into spec, where it is a field",
    ),
    "too high by a list": (
        ("spec", "template", "spec", "livenessProbe"), {},
        "livenessProbe is not a known field", "move it down into containers, where it is a field",
    ),
    "unheard of": (
        ("spec", "selector", "zzz"), 1,
        "zzz is not a known field", "remove it; the fields here are matchExpressions, matchLabels",
    ),
    "text for integer": (
        ("spec", "replicas"), "3",
        'replicas must be an integer, not the text "3"', "write it without quotes",
    ),
    "words for integer": (("spec", "replicas"), "three", 'replicas must be an integer, not the text "three"', ""),
    "integer for text": (
        (*CONTAINER, "env", 0, "value"), 80,
        "value must be text, not the number 80", "put it in quotes",
    ),
    "boolean for text": (
        (*CONTAINER, "env", 0, "value"), True,
        "value must be text, not true", "put it in quotes",
    ),
    "fraction": (("spec", "replicas"), 1.5, "replicas must be an integer, not the number 1.5", ""),
    "too many bits": (
        ("spec", "replicas"), 2**31,
        "replicas must be an integer of fewer bits, not the number 2147483648", "",
    ),
    "mapping for list": (
        (*CONTAINER, "command"), {"a": "b"},
        "command must be a list, not a mapping", "start each item with a dash",
    ),
    "text for list": (
        (*CONTAINER, "command"), "sleep 1",
        'command must be a list, not the text "sleep 1"', "start each item with a dash",
    ),
    "list for mapping": (
        ("spec", "selector"), [],
        "selector must be a mapping, not a list", "write its fields without the dash",
    ),
    "item": ((*CONTAINER, "args"), ["a", 1], "args[1] must be text, not the number 1", "put it in quotes"),
    "quantity": (
        (*CONTAINER, "resources", "limits", "cpu"), "1 core",
        'cpu must be a quantity such as 500m or 2Gi, not the text "1 core"', "",
    ),
    "enum": (
        (*CONTAINER, "imagePullPolicy"), "always",
        'imagePullPolicy must be one of Always, IfNotPresent, Never, not the text "always"', "write Always",
    ),
    "null for required": ((*CONTAINER, "name"), None, "name is missing", "add name"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_fault_says_where_what_and_what_to_write(case: tuple[tuple[str | int, ...], Any, str, str]):
    path, value, message, fix = case
    (fault,) = faults(path, value)
    expected = (*path, 1) if message.startswith("args[1]") else path
    assert (fault.path, fault.message, fault.fix) == (expected, message, fix)


def test_a_missing_field_is_at_the_place_where_it_should_be():
    manifest = deployment()
    del manifest["spec"]["selector"]
    (fault,) = schemas.validate(manifest, schemas.newest())
    assert (fault.path, fault.problem, fault.message) == (("spec", "selector"), Problem.MISSING, "selector is missing")


def test_a_misspelt_required_field_is_one_fault():
    (fault,) = faults((*CONTAINER, "ports", 0), {"contanerPort": 80})
    assert fault.problem is Problem.UNKNOWN


def test_every_fault_is_found():
    manifest = put(put(deployment(), ("spec", "replicas"), "x"), (*CONTAINER, "image"), 1)
    assert [fault.path for fault in schemas.validate(manifest, schemas.newest())] == [
        ("spec", "replicas"),
        (*CONTAINER, "image"),
    ]


def test_repeated_items_name_the_key_and_the_first():
    (fault,) = faults((*CONTAINER, "ports"), [{"containerPort": 80}, {"containerPort": 80, "protocol": "TCP"}])
    assert fault.path == (*CONTAINER, "ports", 1)
    assert fault.message == "ports[1] repeats containerPort 80 and protocol TCP of the item at 0"
    assert fault.problem is Problem.DUPLICATE


def test_no_value_of_a_secret_is_told():
    head = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}}
    found = schemas.validate(head | {"data": {"a": "hunter2!"}, "stringData": {"b": 12345}}, schemas.newest())
    assert [fault.message for fault in found] == [
        "a must be text in base64, not this text",
        "b must be text, not a number",
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*CONTAINER, "imagePullPolcy"), "Always"),
        (("spec", "replicas"), "3"),
        ((*CONTAINER, "env", 0, "value"), 80),
        ((*CONTAINER, "imagePullPolicy"), "always"),
        ((*CONTAINER, "stdin"), "true"),
    ],
)
def test_the_edit_mends_the_fault(path: tuple[str | int, ...], value: Any):
    manifest = put(deployment(), path, value)
    (fault,) = schemas.validate(manifest, schemas.newest())
    assert fault.edit is not None
    parent: Any = manifest
    for step in fault.edit.path[:-1]:
        parent = parent[step]
    last: Any = fault.edit.path[-1]
    if fault.edit.key:
        parent[fault.edit.key] = parent.pop(last)
    else:
        parent[last] = fault.edit.value
    assert schemas.validate(manifest, schemas.newest()) == ()


@pytest.mark.parametrize("value", ["010", "1e3", "3 ", "yes"])
def test_no_edit_where_the_meaning_is_not_sure(value: str):
    (fault,) = faults(("spec", "replicas"), value)
    assert fault.edit is None


def test_a_field_comes_and_goes_with_the_version():
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a"},
        "spec": {"containers": [{"name": "a", "image": "b"}], "workloadRef": {"name": "w", "podGroup": "g"}},
    }
    assert schemas.validate(pod, "1.35") == ()
    assert [fault.path for fault in schemas.validate(pod, "1.36")] == [("spec", "workloadRef")]


def test_unknown_kinds_are_told_apart_from_good_ones():
    assert schemas.is_known("apps/v1", "Deployment", "1.34")
    assert not schemas.is_known("apps/v1", "Deploymnt", "1.34")
    assert not schemas.is_known("resource.k8s.io/v1", "ResourceClaim", "1.33")
    assert schemas.nearest_kinds("apps/v1", "Deploymnt", "1.34") == (("apps/v1", "Deployment"),)
    assert schemas.nearest_kinds("v1", "Deployment", "1.34") == (("apps/v1", "Deployment"),)
    assert schemas.nearest_kinds("resource.k8s.io/v1", "ResourceClaim", "1.33")[0][0] == "resource.k8s.io/v1beta2"
    assert schemas.nearest_kinds("example.com/v1", "Zzzzzz", "1.34") == ()


def test_nesting_without_end_is_a_fault():
    deep: Any = {}
    for _ in range(5000):
        deep = {"properties": {"a": deep}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a"},
        "spec": {
            "group": "a.b",
            "names": {"kind": "A", "plural": "as"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": deep}}],
        },
    }
    (fault,) = schemas.validate(definition, schemas.newest())
    assert "nested too deep" in fault.message


@given(junk, st.integers(0, 30))
def test_no_value_anywhere_is_a_traceback(value: Any, where: int):
    paths = [*walk(deployment())]
    manifest = put(deployment(), paths[where % len(paths)], copy.deepcopy(value))
    for fault in schemas.validate(manifest, schemas.newest()):
        assert fault.message
        assert fault.message[-1] != "."


@given(junk)
def test_any_object_at_all(value: Any):
    for manifest in ({"apiVersion": value, "kind": value}, {"apiVersion": "v1", "kind": "Pod", "spec": value}):
        for fault in schemas.validate(manifest, schemas.newest()):
            assert fault.message


def walk(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [found for key, item in items if key not in ("apiVersion", "kind") for found in walk(item, (*path, key))]
    return ([path] if path else []) + below
