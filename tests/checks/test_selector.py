from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.selector import selects
from seatrial.resource import Resource

LABELS = {"app": "chat", "tier": "web"}


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({}, True),
        ({"matchLabels": {"app": "chat"}}, True),
        ({"matchLabels": {"app": "chat", "tier": "db"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["chat", "x"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["x"]}]}, False),
        ({"matchExpressions": [{"key": "none", "operator": "In", "values": [None]}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["chat"]}]}, False),
        ({"matchExpressions": [{"key": "none", "operator": "NotIn", "values": ["chat"]}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "none", "operator": "Exists"}]}, False),
        ({"matchExpressions": [{"key": "none", "operator": "DoesNotExist"}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "Unheard"}]}, False),
        ({"matchLabels": {"app": "chat"}, "matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_selects_as_the_api_server_does(selector: dict[str, object], *, selected: bool):
    assert selects(selector, LABELS) is selected


values = st.sampled_from(["a", "b", "", 1, None, True])
labels = st.dictionaries(st.sampled_from(["k", "l"]), values, max_size=2)
expressions = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["k", "l", 3]),
        "operator": st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "Odd"]),
        "values": st.lists(values, max_size=3) | st.just(3),
    }
)
selectors = st.fixed_dictionaries(
    {}, optional={"matchLabels": labels, "matchExpressions": st.lists(expressions, max_size=2)}
)


@given(st.lists(labels, max_size=6), selectors)
def test_the_index_of_labels_finds_what_looking_at_each_pod_finds(pods, selector):
    manifests = [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": found}, "spec": {"containers": []}}
        for found in pods
    ]
    inventory = Inventory([Resource(manifest) for manifest in manifests], Context())
    found = inventory.select("", selector)
    assert {id(pod.labels) for pod in found} == {id(found) for found in pods if selects(selector, found)}
    assert len(found) == sum(selects(selector, found) for found in pods)
