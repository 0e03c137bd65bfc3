"""Golden cases: each folder of tests/cases holds a file and what it compiles to, for `local` and each of its places.

`SEATRIAL_UPDATE_GOLDEN=1 pytest tests/compiler/test_cases.py` rewrites them; read the difference before you commit it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
import yaml

from seatrial.compiler.explain import reasons_in
from seatrial.compiler.nodes import nodes
from seatrial.compiler.passes import PASSES, compile_context, context_at
from seatrial.compiler.render import render_yaml
from seatrial.resource import Resource
from seatrial.spec.cluster import Cluster

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(folder.name for folder in CASES.iterdir() if (folder / "cluster.yaml").exists())
UPDATE = bool(os.environ.get("SEATRIAL_UPDATE_GOLDEN"))


@cache
def cluster_of(case):
    return Cluster.model_validate(yaml.safe_load((CASES / case / "cluster.yaml").read_text(encoding="utf-8")))


@cache
def compiled(case, place):
    cluster = cluster_of(case)
    values = {(name, key): f"{name}-{key}" for name, secret in cluster.secrets.items() for key in secret.values}
    context = context_at(cluster, place=place, secret_values=values)
    return context, compile_context(context)


def same(path, text):
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no {path.name}: run with SEATRIAL_UPDATE_GOLDEN=1 and read what it writes"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("case", "place"), [(case, place) for case in NAMES for place in ("local", *sorted(cluster_of(case).places))]
)
def test_compiles_to(case, place):
    name = "resources.yaml" if place == "local" else f"resources.{place}.yaml"
    same(CASES / case / name, render_yaml(compiled(case, place)[1]))


@pytest.mark.parametrize("case", [case for case in NAMES if (CASES / case / "nodes.yaml").exists()])
def test_nodes_are(case):
    context, _ = compiled(case, "local")
    same(CASES / case / "nodes.yaml", render_yaml(Resource(node) for node in nodes(context)))


def everything():
    return [
        resource
        for case in NAMES
        for place in ("local", *cluster_of(case).places)
        for resource in compiled(case, place)[1]
    ]


def test_every_reason_is_shown_somewhere():
    written, shown = set(), set()
    for resource in everything():
        written |= {(resource.kind, path) for path in resource.reasons}
        there = reasons_in(resource.manifest, resource.reasons)
        shown |= {(resource.kind, path) for path in resource.reasons if resource.reasons[path] in there.values()}
    assert sorted(written - shown) == []


def test_every_reason_is_a_sentence():
    for resource in everything():
        for path, reason in resource.reasons.items():
            assert reason.endswith("."), f"{resource.key} {path}: {reason}"
            assert "\n" not in reason


def test_every_field_path_leads_into_the_file():
    for resource in everything():
        assert resource.source, resource.key
        assert resource.manifest["metadata"]["annotations"]["seatrial.dev/source"] == ".".join(
            map(str, resource.source)
        )


def test_no_two_resources_are_the_same_object():
    for case in NAMES:
        keys = [resource.key for resource in compiled(case, "local")[1]]
        assert len(keys) == len(set(keys)), case


def test_every_emitter_writes_in_some_case():
    contexts = [compiled(case, place)[0] for case in NAMES for place in ("local", *cluster_of(case).places)]
    silent = [emit.__module__ for emit in PASSES if not any(tuple(emit(context)) for context in contexts)]
    assert silent == []
