"""What pods ask of nodes, against what is known of the nodes."""

from __future__ import annotations

import pytest

from seatrial.checks.requirements import Requirement, may_meet
from seatrial.checks.taints import matches

NOT_X = Requirement("a", "NotIn", ("x",))
GPU = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("operator", "values", "met"),
    [
        ("In", ("8", "4"), True),
        ("In", ("4",), False),
        ("In", (), False),
        ("NotIn", ("8",), False),
        ("NotIn", ("4",), True),
        ("Exists", (), True),
        ("DoesNotExist", (), False),
        ("Gt", ("7",), True),
        ("Gt", ("8",), False),
        ("Gte", ("8",), True),
        ("Lt", ("8",), False),
        ("Lte", ("8",), True),
        ("Gt", ("many",), True),
        ("Newer", ("8",), True),
    ],
)
def test_a_label_of_8_meets(operator: str, values: tuple[str, ...], *, met: bool):
    assert Requirement("gpus", operator, values).met_by("8") is met


@pytest.mark.parametrize(
    ("asked", "offered", "complete", "may"),
    [
        (Requirement("a", "In", ("x",)), [], False, True),
        (Requirement("a", "In", ("x",)), [], True, False),
        (Requirement("a", "NotIn", ("x",)), [], True, True),
        (Requirement("a", "DoesNotExist"), [Requirement("a", "In", ("x",))], True, False),
        (Requirement("a", "In", ("x",)), [Requirement("a", "In", ("x", "y")), NOT_X], False, False),
        (Requirement("a", "In", ("x",)), [NOT_X], False, False),
        (Requirement("a", "In", ("x", "z")), [NOT_X], False, True),
        (Requirement("a", "Exists"), [NOT_X], False, True),
    ],
)
def test_nodes_that_are_known_in_part_may_meet(
    asked: Requirement, offered: list[Requirement], *, complete: bool, may: bool
):
    assert may_meet(asked, offered, complete=complete) is may


@pytest.mark.parametrize(
    ("toleration", "tolerated"),
    [
        ({"operator": "Exists"}, True),
        ({"operator": "Exists", "effect": "NoExecute"}, False),
        ({"key": "nvidia.com/gpu", "operator": "Exists"}, True),
        ({"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}, True),
        ({"key": "nvidia.com/gpu"}, False),
        ({"value": "present"}, False),
        ({"key": "amd.com/gpu", "operator": "Exists"}, False),
        ({}, False),
    ],
)
def test_tolerations_as_the_scheduler_reads_them(toleration: dict[str, str], *, tolerated: bool):
    assert matches(toleration, GPU) is tolerated


@pytest.mark.parametrize(
    ("operator", "bound", "tolerated"), [("Gt", "900", True), ("Gt", "990", False), ("Lt", "999", True)]
)
def test_tolerations_that_compare(operator: str, bound: str, *, tolerated: bool):
    taint = {"key": "sla", "value": "950", "effect": "NoSchedule"}
    assert matches({"key": "sla", "operator": operator, "value": bound}, taint) is tolerated
