"""Waiting, on real controllers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from seatrial.live.apply import ApplyOptions, apply
from seatrial.live.events import ObjectReady, ObjectWaiting
from seatrial.live.outcome import Result
from seatrial.live.wait import WaitOptions

if TYPE_CHECKING:
    from .conftest import Stage

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


def test_a_wait_that_takes_too_long_says_what_it_waited_for_and_why(stage: Stage):
    resources = [stage.namespace, stage.deployment("greedy", replicas=1)]
    container = resources[1].manifest["spec"]["template"]["spec"]["containers"][0]
    container["resources"] = {"requests": {"cpu": "4000"}}
    outcome = stage.apply(resources, timeout=4)
    assert (outcome.result, outcome.result.exit_code) == (Result.TIMED_OUT, 3)
    assert "Insufficient cpu" in outcome.unready[resources[1].key].reason
    assert outcome.diagnosis.pod.startswith(f"{stage.name}/greedy-")
    assert any("FailedScheduling" in line for line in outcome.diagnosis.events)
    reasons = [event.reason for event in stage.events if isinstance(event, ObjectWaiting)]
    assert any("Insufficient cpu" in reason for reason in reasons)


def test_every_object_is_reported_ready_once(stage: Stage):
    stage.apply([stage.namespace, stage.deployment("one", replicas=1), stage.deployment("two", replicas=2)])
    ready = [event.key.name for event in stage.events if isinstance(event, ObjectReady)]
    assert sorted(ready) == ["one", "two"]


def test_a_change_is_waited_for_though_the_old_version_is_ready(stage: Stage):
    stage.apply([stage.namespace, stage.deployment("chat", replicas=1)])
    new = [stage.namespace, stage.deployment("chat", replicas=1, image="registry.example/app:2")]
    assert stage.apply(new).result is Result.READY
    status = stage.get(new[1].key)["status"]
    assert (status["observedGeneration"], status["updatedReplicas"], status["readyReplicas"]) == (2, 1, 1)


def test_a_job_is_ready_when_it_has_started(stage: Stage):
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a:1"}]}
    annotations = {"seatrial.dev/run-time": "1h"}
    template = {"metadata": {"annotations": annotations}, "spec": pod}
    job = stage.make("Job", "train", api="batch/v1", spec={"template": template, "parallelism": 2, "completions": 2})
    assert stage.apply([stage.namespace, job]).result is Result.READY
    assert "completionTime" not in stage.get(job.key)["status"]


def test_a_claim_without_a_volume_is_named(stage: Stage):
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "none", "resources": {"requests": {"storage": "1Gi"}}}
    claim = stage.make("PersistentVolumeClaim", "data", spec=spec)
    outcome = stage.apply([stage.namespace, claim], timeout=1)
    assert outcome.result is Result.TIMED_OUT
    assert outcome.unready[claim.key].reason == "no volume is bound to it yet"


def test_what_cannot_become_ready_ends_the_wait_early(stage: Stage):
    pod = stage.make("Pod", "ends", spec={"restartPolicy": "Never", "containers": [{"name": "m", "image": "a:1"}]})
    assert stage.apply([stage.namespace, pod]).result is Result.READY
    failed = {"status": {"phase": "Failed", "message": "out of disk"}}
    stage.run(lambda client: client.patch(pod.key, failed, subresource="status"))
    outcome = stage.apply([stage.namespace, pod])
    assert (outcome.result, outcome.result.exit_code) == (Result.FAILED, 1)
    assert "out of disk" in outcome.failures[0].message
    assert outcome.diagnosis.pod == f"{stage.name}/ends"


def test_an_object_that_is_deleted_while_waited_for_is_a_failure(stage: Stage):
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "none", "resources": {"requests": {"storage": "1Gi"}}}
    claim = stage.make("PersistentVolumeClaim", "data", spec=spec)
    plan = stage.plan([stage.namespace, claim])

    async def delete_while_waiting(client):
        deletions = []

        def report(event):
            if isinstance(event, ObjectWaiting) and not deletions:
                deletions.append(asyncio.ensure_future(client.delete(claim.key)))

        options = ApplyOptions(waiting=WaitOptions(timeout=30))
        outcome = await apply(client, plan, [stage.namespace, claim], options=options, report=report)
        await asyncio.gather(*deletions)
        return outcome

    outcome = stage.run(delete_while_waiting)
    assert outcome.result is Result.FAILED
    assert "deleted while it was waited for" in outcome.failures[0].message
