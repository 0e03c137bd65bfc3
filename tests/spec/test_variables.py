from __future__ import annotations

import pytest

from seatrial.spec.load import load
from seatrial.spec.variables import escape, substitute

ENVIRONMENT = {"NAME": "vision", "EMPTY": "", "N": "3", "YAML": "a: b\n- c", "FLAG": "true"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${NAME}", "vision"),
        ("x-${NAME}-${N}", "x-vision-3"),
        ("${N}", 3),
        ("${FLAG}", True),
        ("${YAML}", "a: b\n- c"),
        ("${NONE:-x}", "x"),
        ("${NONE:-}", None),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", None),
        ("${NONE-5}", 5),
        ("$${NAME}", "${NAME}"),
        ("$$${NAME}", "$${NAME}"),
        ("$NAME $(NAME) $$", "$NAME $(NAME) $$"),
        ("${NAME:?no name}", "vision"),
    ],
)
def test_forms(text: str, value: object) -> None:
    data, found = substitute({"a": [text]}, ENVIRONMENT)
    assert data == {"a": [value]}
    assert not found.problems


@pytest.mark.parametrize("text", ["${NONE}", "${EMPTY:?must be set}", "${NONE:?}", "${1}", "${", "${NAME"])
def test_what_has_no_value_is_a_problem_at_its_path(text: str) -> None:
    _, found = substitute({"a": {"b": text}}, ENVIRONMENT)
    assert [problem.path for problem in found.problems] == [("a", "b")]


@pytest.mark.parametrize("text", ["${NAME}", "$${NAME}", "a ${ b $$${", "$"])
def test_escaped_text_stays(text: str) -> None:
    assert substitute({"a": escape(text)}, ENVIRONMENT)[0] == {"a": text}


def test_a_value_adds_no_structure() -> None:
    loaded = load("name: a\nconfig: {c: {K: '${YAML}'}}\n", environment=ENVIRONMENT)
    assert loaded.cluster
    assert loaded.cluster.config["c"]["K"] == "a: b\n- c"


def test_keys_are_not_replaced() -> None:
    assert substitute({"${NAME}": 1}, ENVIRONMENT)[0] == {"${NAME}": 1}


def test_a_value_from_the_environment_is_not_shown() -> None:
    secret = "p4ssw0rd" * 20
    service = "{team: '${S}', image: 'x${S}:y:z', replicas: '${S}', port: '${S}'}"
    text = f"name: ${{S}}\nkubernetes: ${{S}}\nservices: {{a: {service}}}\n"
    findings = load(text, environment={"S": secret}).findings
    assert len(findings) >= 5
    assert not any("p4ssw0rd" in f"{finding}{finding.why}" for finding in findings)
