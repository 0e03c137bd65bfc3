from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.kube.errors import (
    AlreadyExists,
    ClusterError,
    Conflict,
    Expired,
    Forbidden,
    Invalid,
    NotFound,
    ServerFailed,
    Throttled,
    error_from_answer,
)


def status(code: int, message: str, reason: str = "", **details: object) -> bytes:
    return json.dumps(
        {"kind": "Status", "code": code, "message": message, "reason": reason, "details": details}
    ).encode()


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        (400, "BadRequest", Invalid),
        (403, "Forbidden", Forbidden),
        (404, "NotFound", NotFound),
        (409, "Conflict", Conflict),
        (409, "AlreadyExists", AlreadyExists),
        (410, "Expired", Expired),
        (422, "Invalid", Invalid),
        (429, "TooManyRequests", Throttled),
        (500, "InternalError", ServerFailed),
        (504, "Timeout", ServerFailed),
    ],
)
def test_each_status_has_its_class(code: int, reason: str, kind: type[ClusterError]) -> None:
    error = error_from_answer(code, status(code, "no", reason), "read Pod a/b")
    assert type(error) is kind
    assert (error.status, error.reason, str(error)) == (code, reason, "Cannot read Pod a/b: no")


def test_a_refused_apply_names_managers_and_fields() -> None:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": 'conflict with "kubectl" using apps/v1',
            "field": ".spec.replicas",
        },
        {
            "reason": "FieldManagerConflict",
            "message": 'conflict with "hpa" with subresource "scale" using apps/v1 at 2026-01-02T03:04:05Z',
            "field": ".spec.template",
        },
    ]
    error = error_from_answer(409, status(409, "Apply failed", "Conflict", causes=causes), "apply Deployment.apps a/b")
    assert isinstance(error, Conflict)
    assert error.conflicts == (("kubectl", ".spec.replicas"), ("hpa", ".spec.template"))
    assert str(error).endswith("other managers own these fields: spec.replicas (kubectl), spec.template (hpa)")


@pytest.mark.parametrize(
    "message",
    [
        '.data.password: expected string, got &value.valueUnstructured{Value:"hunter2"}',
        'data[password]: Invalid value: "hunter2": too short',
        "unable to parse hunter2",
    ],
)
def test_values_of_a_secret_are_not_shown(message: str) -> None:
    causes = [{"field": "data.password", "message": message}]
    error = error_from_answer(422, status(422, message, "Invalid", causes=causes), "apply Secret a/b", secret=True)
    assert "hunter2" not in str(error)
    assert "hunter2" not in error.causes[0].message
    assert "hunter2" in str(error_from_answer(422, status(422, message), "apply ConfigMap a/b"))


def test_the_server_says_when_to_come_back() -> None:
    assert error_from_answer(429, status(429, "later", retryAfterSeconds=7), "x", retry_after=1).retry_after == 7
    assert error_from_answer(429, status(429, "later"), "x", retry_after=1).retry_after == 1
    assert error_from_answer(429, status(429, "later"), "x").retry_after is None


@given(st.integers(400, 599), st.binary(max_size=400) | st.from_regex(rb'\{"(message|details|reason)": ?.{0,9}\}'))
def test_any_answer_becomes_an_error_of_one_line(code: int, body: bytes) -> None:
    error = error_from_answer(code, body, "list pods")
    assert error.status == code
    assert "\n" not in str(error)
