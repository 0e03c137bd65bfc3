"""A job that runs once runs once, whatever happens to its Job (docs/decisions/0005-jobs.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from seatrial.compiler.runs import RUN
from seatrial.planner.applyset import RUNS
from seatrial.planner.fields import annotation

from .conftest import Stage, kinds

if TYPE_CHECKING:
    from seatrial.resource import Resource

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


def run(stage: Stage, identity: str, *, image: str = "registry.example/train:1") -> Resource:
    metadata = {"name": f"train-{identity}", "namespace": stage.name, "annotations": {RUN: identity}}
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": image}]}}
    return stage.make("Job", f"train-{identity}", api="batch/v1", metadata=metadata, spec={"template": template})


def delete(stage: Stage, resource: Resource) -> None:
    # In the background: the Job is gone at once, its pods follow.
    stage.run(lambda client: client.delete(resource.key, propagation="Background"))


def test_a_run_whose_job_is_gone_is_not_run_again(stage: Stage):
    resources = [stage.namespace, run(stage, "one")]
    stage.apply(resources)
    parent = stage.plan(resources).target.parent
    assert annotation(stage.get(parent), RUNS) == f"{stage.name}/train-one"
    delete(stage, resources[1])
    plan = stage.plan(resources)
    assert kinds(plan)["Job/train-one"] == "unchanged"
    assert [action.reason for action in plan.actions if action.key.kind == "Job"] == ["it ran before"]
    outcome = stage.carry_out(plan, resources)
    assert outcome.result.exit_code == 0
    assert stage.get(resources[1].key) is None


def test_another_run_starts_and_the_earlier_one_is_pruned(stage: Stage):
    stage.apply([stage.namespace, run(stage, "one")])
    after = [stage.namespace, run(stage, "two")]
    assert kinds(stage.plan(after)) == {
        f"Namespace/{stage.name}": "unchanged",
        "Job/train-two": "create",
        "Job/train-one": "prune",
    }
    stage.apply(after)
    assert annotation(stage.get(stage.plan(after).target.parent), RUNS) == f"{stage.name}/train-two"


def test_the_template_of_a_run_is_never_changed(stage: Stage):
    stage.apply([stage.namespace, run(stage, "one")])
    newer = [stage.namespace, run(stage, "one", image="registry.example/train:2")]
    assert stage.plan(newer).is_empty


def test_a_run_that_a_crash_left_unrecorded_is_recorded(stage: Stage):
    resources = [stage.namespace, run(stage, "one")]
    stage.apply(resources)
    parent = stage.plan(resources).target.parent
    stage.run(lambda client: client.patch(parent, {"metadata": {"annotations": {RUNS: None}}}))
    stage.apply(resources)
    assert annotation(stage.get(parent), RUNS) == f"{stage.name}/train-one"


def test_a_deleted_set_forgets_its_runs(stage: Stage):
    resources = [run(stage, "one")]
    stage.apply([stage.namespace, *resources])
    stage.clear()
    assert kinds(stage.plan([stage.namespace, *resources]))["Job/train-one"] == "create"
