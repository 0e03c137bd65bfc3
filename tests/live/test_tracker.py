from __future__ import annotations

from datetime import UTC, datetime

from seatrial.live.tracker import Tracker, Written, can_be_unready
from seatrial.planner.readiness import State
from seatrial.resource import ResourceKey, key_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = ResourceKey("", "PersistentVolumeClaim", "ai", "data")


def claim(phase, *, uid="u", generation=1):
    metadata = {"name": "data", "namespace": "ai", "uid": uid, "generation": generation}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "status": {"phase": phase}}


def tracker(uid="u", generation=1):
    return Tracker([KEY], {KEY: Written(uid, generation)})


def test_an_object_is_waited_for_until_it_is_ready():
    wait = tracker()
    assert list(wait.unsettled) == [KEY]
    assert wait.seen(KEY, claim("Pending"), NOW).state is State.IN_PROGRESS
    assert wait.seen(KEY, claim("Pending"), NOW) is None
    assert wait.seen(KEY, claim("Bound"), NOW).state is State.CURRENT
    assert wait.unsettled == {}


def test_what_was_ready_and_no_longer_is_is_waited_for_again():
    wait = tracker()
    wait.seen(KEY, claim("Bound"), NOW)
    wait.seen(KEY, claim("Lost"), NOW)
    assert list(wait.failed) == [KEY]


def test_news_from_before_the_write_does_not_count():
    wait = tracker(generation=2)
    assert wait.seen(KEY, claim("Bound", generation=1), NOW) is None
    assert wait.seen(KEY, claim("Bound", uid="earlier", generation=9), NOW) is None
    assert list(wait.unsettled) == [KEY]
    assert wait.seen(KEY, claim("Bound", generation=2), NOW).state is State.CURRENT


def test_a_deletion_is_a_failure_of_what_was_seen_only():
    wait = tracker()
    assert wait.deleted(KEY) is None
    wait.seen(KEY, claim("Pending"), NOW)
    assert wait.deleted(KEY).state is State.FAILED


def test_pods_give_the_reason_when_they_have_been_looked_at():
    key = ResourceKey("apps", "Deployment", "ai", "chat")
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "chat", "namespace": "ai", "uid": "u", "generation": 1},
        "status": {"observedGeneration": 1},
    }
    waiting = {"name": "main", "state": {"waiting": {"reason": "ErrImagePull"}}}
    pod = {"metadata": {"name": "chat-1"}, "status": {"phase": "Pending", "containerStatuses": [waiting]}}
    wait = Tracker([key_of(deployment)], {})
    wait.seen(key, deployment, NOW)
    ((found, readiness),) = wait.judge_again(NOW, {"u": (pod,)})
    assert found == key
    assert "chat-1 is in ErrImagePull" in readiness.reason


def test_kinds_without_a_state_are_not_waited_for():
    assert not can_be_unready(ResourceKey("", "ConfigMap", "ai", "c"))
    assert not can_be_unready(ResourceKey("rbac.authorization.k8s.io", "Role", "ai", "r"))
    assert can_be_unready(ResourceKey("example.com", "Queue", "ai", "q"))
    assert Tracker([ResourceKey("", "ConfigMap", "ai", "c")], {}).states == {}
