from __future__ import annotations

import pytest

from seatrial.spec.explain import Explanation, UnknownFieldError, explain, format_explanation


def test_a_field_says_what_it_is() -> None:
    found = explain("services.longest_request")
    assert found.type == "a duration such as 30s, 5m, 1h30m or 7d"
    assert (found.default, found.required, found.fields) == ("30s", False, ())
    assert found.description.startswith("Longest answer")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("services.scale", "services.chat.scale"),
        ("pools.instance.cpu", "pools.l4.instance.cpu"),
        ("teams.quota.gpu", "teams.ai.quota.gpu"),
        ("places.eks.zones", "places.prod.eks.zones"),
    ],
)
def test_names_of_entries_may_be_left_out(short: str, long: str) -> None:
    assert explain(short).description == explain(long).description
    assert len(explain(short).fields) == len(explain(long).fields)


def test_fields_below_are_listed() -> None:
    assert [field.path for field in explain("services.scale").fields] == [
        "services.scale.cpu",
        "services.scale.memory",
        "services.scale.metric",
        "services.scale.up_window",
        "services.scale.down_window",
    ]
    assert [field.path for field in explain("services.expose").fields][-1] == "services.expose.from"


def test_choices_are_listed() -> None:
    assert explain("services.priority").choices == ("low", "normal", "high", "critical")


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("services.skale", "did you mean services.scale or services.state?"),
        ("sevices", "did you mean services or secrets?"),
        ("services.chat.scale.cpuu", "did you mean services.chat.scale.cpu?"),
        ("services.replicas.x", "services.replicas has no fields"),
    ],
)
def test_an_unknown_field_names_the_nearest(path: str, fix: str) -> None:
    with pytest.raises(UnknownFieldError) as caught:
        explain(path)
    assert caught.value.fix == fix


def walk(found: Explanation) -> list[Explanation]:
    return [found, *(below for field in found.fields for below in walk(field))]


def test_every_field_of_the_file_is_documented() -> None:
    fields = walk(explain())
    assert len(fields) > 200
    for field in fields:
        assert field.description, field.path
        assert field.type, field.path


def test_text_has_the_facts_and_the_fields() -> None:
    text = format_explanation(explain("services.scale"))
    assert text.startswith("FIELD:    services.scale\nTYPE:     a mapping")
    assert "  down_window: a duration such as 30s, 5m, 1h30m or 7d = 5m\n" in text
    tree = format_explanation(explain("services"), recursive=True)
    assert "  scale: a mapping {cpu, memory, metric, up_window, down_window}\n    cpu: a percentage" in tree
