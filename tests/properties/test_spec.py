"""Laws of the file: what is written reads back, and nothing that anyone writes is met with a traceback."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from seatrial.finding import has_errors
from seatrial.spec.cluster import Cluster
from seatrial.spec.dump import dump, plain
from seatrial.spec.load import load
from seatrial.spec.overrides import at_place
from seatrial.spec.scalars import resolve
from tests.strategies import clusters, documents

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["1 l4", "3..10", "70%", "30s", "NO", "${X}", "${X:-1}", "/data", "a.b", "l4", "chat", "local"])
)
field_names = st.sampled_from(
    [*Cluster.model_fields, "chat", "ai", "team", "image", "port", "replicas", "scale", "resources", "gpu", "mounts"]
) | st.text(max_size=6)
trees = st.recursive(
    leaves, lambda below: st.lists(below, max_size=3) | st.dictionaries(field_names, below, max_size=4), max_leaves=25
)


@given(clusters())
def test_reads_back_what_it_writes(cluster: Cluster) -> None:
    text = dump(cluster)
    loaded = load(text)
    assert loaded.cluster == cluster, [str(finding) for finding in loaded.findings]
    assert dump(loaded.cluster) == text


@given(clusters())
def test_valid_clusters_have_no_errors(cluster: Cluster) -> None:
    assert not has_errors(load(dump(cluster)).findings)


@given(clusters())
def test_plain_data_validates_to_the_same_cluster(cluster: Cluster) -> None:
    assert Cluster.model_validate(plain(cluster)) == cluster


@given(clusters())
def test_a_place_is_laid_over_once(cluster: Cluster) -> None:
    there = at_place(cluster, "prod")
    assert at_place(there, "prod") == there


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    load(source)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(source: str) -> None:
    load(source)


@given(st.text("ab:- \n\t[]{},&*!|>'\"%@`#?<~$", max_size=60))
def test_anything_like_yaml_is_read_or_refused(source: str) -> None:
    for finding in load(source).findings:
        assert finding.position is None or finding.position.line >= 1


@settings(max_examples=200)
@given(st.dictionaries(field_names, trees, max_size=6))
def test_any_structure_is_read_or_refused(data: dict[str, Any]) -> None:
    loaded = load(yaml.safe_dump(data, allow_unicode=True))
    assert loaded.cluster is not None or has_errors(loaded.findings)


@settings(max_examples=200)
@given(documents(), st.data())
def test_a_valid_file_with_one_value_replaced_is_read_or_refused(document: dict[str, Any], data: st.DataObject) -> None:
    place = document
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or not place[key] or data.draw(st.booleans()):
            break
        place[key] = dict(place[key])
        place = place[key]
    place[key] = data.draw(trees)
    loaded = load(yaml.safe_dump(document, allow_unicode=True))
    assert loaded.cluster is not None or has_errors(loaded.findings)


@given(st.text(max_size=20))
def test_a_plain_scalar_resolves_to_itself_or_to_no_text(text: str) -> None:
    try:
        value = resolve(text)
    except ValueError:
        return
    assert value == text or not isinstance(value, str)
