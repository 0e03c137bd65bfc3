from __future__ import annotations

from seatrial.kube.errors import Cause, Conflict, Forbidden, Invalid
from seatrial.live.refusal import explain_refusal
from seatrial.resource import ResourceKey

JOB = ResourceKey("batch", "Job", "ai", "train")


def test_an_immutable_field_gets_the_way_round():
    cause = Cause("spec.template", "Invalid value: field is immutable")
    found = explain_refusal(JOB, Invalid("Cannot apply: field is immutable", causes=(cause,)))
    assert (
        found.message
        == "Job.batch ai/train cannot be changed in place: Kubernetes keeps spec.template as it was created"
    )
    assert found.fix.endswith("kubectl delete job.batch train --namespace ai")


def test_a_stateful_set_says_it_in_other_words():
    words = "updates to statefulset spec for fields other than 'replicas' are forbidden"
    found = explain_refusal(
        ResourceKey("apps", "StatefulSet", "ai", "db"), Invalid(words, causes=(Cause("spec", words),))
    )
    assert "cannot be changed in place" in found.message


def test_an_object_replaced_meanwhile_is_planned_again():
    assert "Run it again" in explain_refusal(JOB, Conflict("uid mismatch")).fix


def test_a_quota_names_itself():
    found = explain_refusal(JOB, Forbidden("Cannot apply: exceeded quota: gpus"))
    assert "exceeded quota: gpus" in found.message
    assert "quota" in found.fix


def test_anything_else_is_told_as_the_server_says_it():
    assert explain_refusal(JOB, Invalid("unknown field", fix="Remove it.")).fix == "Remove it."
