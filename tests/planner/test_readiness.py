from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.planner.readiness import Readiness, ReadinessContext, State, readiness
from seatrial.planner.readiness.custom import CONDITIONS, STATES
from seatrial.planner.readiness.pods import worst_pod
from seatrial.planner.readiness.rules import RULES

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def when(**ago):
    return (NOW - timedelta(**ago)).isoformat().replace("+00:00", "Z")


def make(group_kind, spec=None, status=None, **metadata):
    kind, _, group = group_kind.partition(".")
    manifest = {"apiVersion": f"{group}/v1" if group else "v1", "kind": kind, "metadata": metadata, "spec": spec or {}}
    return manifest if status is None else {**manifest, "status": status}


def state(group_kind, spec=None, status=None, context=None, **metadata):
    return readiness(make(group_kind, spec, status, **metadata), context).state.value


def conditions(**types):
    return [{"type": kind, "status": value} for kind, value in types.items()]


def waiting_pod(reason, restarts=0, name="chat-1"):
    container = {"name": "main", "restartCount": restarts, "state": {"waiting": {"reason": reason, "message": "why"}}}
    return make("Pod", status={"phase": "Pending", "containerStatuses": [container]}, name=name)


ROLLED_OUT = {
    "observedGeneration": 1,
    "replicas": 3,
    "updatedReplicas": 3,
    "readyReplicas": 3,
    "availableReplicas": 3,
    "conditions": [
        {"type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"},
        {"type": "Available", "status": "True"},
    ],
}
DEPLOYMENT = {"replicas": 3, "progressDeadlineSeconds": 600}


def test_a_deployment_that_is_rolled_out_is_current():
    assert state("Deployment.apps", DEPLOYMENT, ROLLED_OUT, generation=1) == "current"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"updatedReplicas": 1}, "1 of 3 replicas updated"),
        ({"replicas": 5}, "2 old replicas still to go"),
        ({"readyReplicas": 2}, "2 of 3 replicas ready"),
        ({"availableReplicas": 2}, "2 of 3 replicas available"),
        ({"conditions": conditions(Available="True")}, "the rollout goes on"),
        ({"conditions": [ROLLED_OUT["conditions"][0]]}, "not available yet"),
        ({"observedGeneration": 0}, "generation 0, not 1"),
    ],
)
def test_a_deployment_says_what_it_lacks(change, says):
    found = readiness(make("Deployment.apps", DEPLOYMENT, {**ROLLED_OUT, **change}, generation=1))
    assert found.state is State.IN_PROGRESS
    assert says in found.reason


def test_a_deployment_nobody_has_seen_is_in_progress():
    assert state("Deployment.apps", DEPLOYMENT, {}, generation=1) == "in-progress"


def test_a_missed_deadline_fails_unless_it_is_that_of_an_earlier_rollout():
    late = {"type": "Progressing", "reason": "ProgressDeadlineExceeded", "lastUpdateTime": "2026-01-01T10:00:00Z"}
    status = {**ROLLED_OUT, "updatedReplicas": 0, "conditions": [late]}
    assert state("Deployment.apps", DEPLOYMENT, status, generation=1) == "failed"
    newer = [{"manager": "seatrial", "time": "2026-01-01T11:00:00Z"}]
    assert state("Deployment.apps", DEPLOYMENT, status, generation=1, managedFields=newer) == "in-progress"
    older = [{"manager": "seatrial", "time": "2026-01-01T09:00:00Z"}]
    assert state("Deployment.apps", DEPLOYMENT, status, generation=1, managedFields=older) == "failed"


def test_a_workload_names_its_worst_pod():
    context = ReadinessContext(pods=(waiting_pod("ImagePullBackOff"),))
    found = readiness(make("Deployment.apps", DEPLOYMENT, {"observedGeneration": 1}, generation=1), context)
    assert found.state is State.IN_PROGRESS
    assert found.reason == "0 of 3 replicas updated; chat-1 is in ImagePullBackOff (container main): why"


@pytest.mark.parametrize(("pod"), [waiting_pod("CrashLoopBackOff", 5), waiting_pod("InvalidImageName")])
@pytest.mark.parametrize("kind", ["Deployment.apps", "StatefulSet.apps", "Job.batch"])
def test_a_pod_that_cannot_recover_fails_its_workload(kind, pod):
    context = ReadinessContext(pods=(pod,))
    assert state(kind, {}, {"observedGeneration": 1}, context, generation=1) == "failed"


def test_pods_that_cannot_be_created_show_why():
    status = {
        "observedGeneration": 1,
        "conditions": [{"type": "ReplicaFailure", "status": "True", "message": "exceeded quota: gpus"}],
    }
    assert "exceeded quota: gpus" in readiness(make("Deployment.apps", DEPLOYMENT, status, generation=1)).reason


@pytest.mark.parametrize(
    ("spec", "status", "expected"),
    [
        (
            {"replicas": 2},
            {"replicas": 2, "readyReplicas": 2, "currentRevision": "a", "updateRevision": "a"},
            "current",
        ),
        (
            {"replicas": 2},
            {"replicas": 2, "readyReplicas": 2, "currentRevision": "a", "updateRevision": "b"},
            "in-progress",
        ),
        ({"replicas": 2}, {"replicas": 2, "readyReplicas": 1}, "in-progress"),
        ({"replicas": 1}, {"replicas": 2, "readyReplicas": 2}, "in-progress"),
        (
            {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}},
            {"replicas": 3, "readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "b"},
            "current",
        ),
        (
            {"replicas": 1, "updateStrategy": {"type": "OnDelete"}},
            {"replicas": 1, "readyReplicas": 0, "currentRevision": "a", "updateRevision": "b"},
            "in-progress",
        ),
    ],
)
def test_stateful_sets(spec, status, expected):
    assert state("StatefulSet.apps", spec, {"observedGeneration": 1, **status}, generation=1) == expected


def test_daemon_sets():
    seen = {"observedGeneration": 1, "desiredNumberScheduled": 2, "currentNumberScheduled": 2}
    done = {**seen, "updatedNumberScheduled": 2, "numberReady": 2, "numberAvailable": 2}
    assert state("DaemonSet.apps", {}, done, generation=1) == "current"
    assert state("DaemonSet.apps", {}, {**done, "numberReady": 1}, generation=1) == "in-progress"
    assert state("DaemonSet.apps", {}, {**done, "updatedNumberScheduled": 1}, generation=1) == "in-progress"
    nowhere = readiness(make("DaemonSet.apps", {}, {**seen, "desiredNumberScheduled": 0}, generation=1))
    assert nowhere == Readiness(State.CURRENT, "it matches no node")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"phase": "Succeeded"}, "current"),
        ({"phase": "Failed", "message": "evicted"}, "failed"),
        ({"phase": "Running", "conditions": conditions(Ready="True")}, "current"),
        ({"phase": "Running", "conditions": conditions(Ready="False")}, "in-progress"),
        ({"phase": "Pending"}, "in-progress"),
    ],
)
def test_pods(status, expected):
    assert state("Pod", {}, status) == expected


def test_a_pod_without_a_node_may_wait_for_the_autoscaler_but_not_for_ever():
    for ago, expected in (({"minutes": 1}, "in-progress"), ({"minutes": 11}, "failed")):
        scheduled = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "no GPU"}
        status = {"phase": "Pending", "conditions": [{**scheduled, "lastTransitionTime": when(**ago)}]}
        found = readiness(make("Pod", {}, status, name="p"), ReadinessContext(now=NOW))
        assert (found.state.value, found.reason) == (expected, "p is Unschedulable: no GPU")


@pytest.mark.parametrize(
    ("spec", "status", "expected"),
    [
        ({}, {"conditions": conditions(Complete="True")}, "current"),
        ({}, {"conditions": conditions(Failed="True")}, "failed"),
        ({}, {"conditions": conditions(Suspended="True")}, "current"),
        ({"parallelism": 2, "completions": 2}, {"startTime": "x", "ready": 2}, "current"),
        ({"parallelism": 2, "completions": 2}, {"startTime": "x", "ready": 1, "succeeded": 1}, "current"),
        ({"parallelism": 2, "completions": 2}, {"startTime": "x", "active": 2, "ready": 1}, "in-progress"),
        ({"parallelism": 4, "completions": 1}, {"startTime": "x", "ready": 1}, "current"),
        ({}, {}, "in-progress"),
    ],
)
def test_a_job_is_ready_once_its_pods_have_started(spec, status, expected):
    assert state("Job.batch", spec, status) == expected


def test_a_claim_of_a_late_binding_class_does_not_block():
    context = ReadinessContext(late_binding_classes=frozenset({"local"}))
    assert state("PersistentVolumeClaim", {"storageClassName": "local"}, {"phase": "Pending"}, context) == "current"
    assert state("PersistentVolumeClaim", {"storageClassName": "nfs"}, {"phase": "Pending"}, context) == "in-progress"
    assert state("PersistentVolumeClaim", {}, {"phase": "Bound"}) == "current"
    assert state("PersistentVolumeClaim", {}, {"phase": "Lost"}) == "failed"


def test_a_load_balancer_needs_an_address_where_there_can_be_one():
    spec = {"type": "LoadBalancer", "clusterIP": "10.0.0.1"}
    assert state("Service", spec, {}) == "in-progress"
    assert state("Service", spec, {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}}) == "current"
    assert readiness(make("Service", spec, {}), ReadinessContext(has_load_balancers=False)).is_settled
    assert state("Service", {"type": "ClusterIP"}, {}) == "current"


def test_definitions():
    kind = "CustomResourceDefinition.apiextensions.k8s.io"
    assert state(kind, {}, {"conditions": conditions(Established="True")}) == "current"
    assert state(kind, {}, {"conditions": conditions(NamesAccepted="False")}) == "failed"
    installing = [{"type": "Established", "status": "False", "reason": "Installing"}]
    assert state(kind, {}, {"conditions": installing}) == "in-progress"
    assert state(kind, {}, {}) == "in-progress"


def test_an_autoscaler_is_never_waited_for():
    status = {"conditions": [{"type": "ScalingActive", "status": "False", "message": "no metrics"}]}
    found = readiness(make("HorizontalPodAutoscaler.autoscaling", {}, status))
    assert (found.is_settled, found.reason) == (True, "no metrics")


def test_a_new_custom_object_waits_for_its_controllers_first_status():
    context = ReadinessContext(now=NOW, status_kinds=frozenset({"Thing.x.io"}))
    assert state("Thing.x.io", {}, None, context, creationTimestamp=when(seconds=2)) == "in-progress"
    assert state("Thing.x.io", {}, None, context, creationTimestamp=when(seconds=40)) == "current"
    assert state("Thing.x.io", {}, None, ReadinessContext()) == "current"


def test_a_custom_object_follows_its_ready_condition():
    assert state("Thing.x.io", {}, {"conditions": conditions(Ready="True")}) == "current"
    assert state("Thing.x.io", {}, {"conditions": conditions(Ready="False")}) == "in-progress"
    assert state("Thing.x.io", {}, {"conditions": conditions(Ready="True", Stalled="True")}) == "failed"
    assert state("Thing.x.io", {}, {"conditions": conditions(Ready="True", Reconciling="True")}) == "in-progress"


@pytest.mark.parametrize("group_kind", sorted(CONDITIONS))
def test_ai_kinds_with_conditions(group_kind):
    rule = CONDITIONS[group_kind]
    assert state(group_kind, {}, {}) == "in-progress"
    assert state(group_kind, {}, {"conditions": conditions(**{rule.good[0]: "True"})}) == "current"
    for bad in rule.bad:
        assert state(group_kind, {}, {"conditions": conditions(**{bad: "True"})}) == "failed"


@pytest.mark.parametrize("group_kind", sorted(STATES))
def test_ai_kinds_with_a_state(group_kind):
    path, good, bad = STATES[group_kind]
    for values, expected in ((good, "current"), (bad, "failed"), ({"Odd"}, "in-progress")):
        for value in values:
            status = value
            for part in reversed(path):
                status = {part: status}
            assert state(group_kind, {}, status) == expected


def test_an_object_that_is_being_deleted_is_terminating_whatever_else_it_says():
    found = readiness(make("Deployment.apps", DEPLOYMENT, ROLLED_OUT, deletionTimestamp="x", finalizers=["a/b"]))
    assert found.state is State.TERMINATING
    assert "a/b" in found.reason


def test_an_optional_object_is_settled_even_when_it_fails():
    annotations = {"seatrial.dev/optional": "true"}
    found = readiness(make("Pod", {}, {"phase": "Failed"}, annotations=annotations))
    assert found.state is State.FAILED
    assert found.is_settled


def test_the_worst_pod_is_the_one_to_look_at():
    fine = make("Pod", status={"phase": "Running", "conditions": conditions(Ready="True")}, name="a")
    starting = make("Pod", status={"phase": "Running", "conditions": conditions(Ready="False")}, name="b")
    assert worst_pod([fine]) is None
    assert worst_pod([fine, starting, waiting_pod("CrashLoopBackOff", 9)])["metadata"]["name"] == "chat-1"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=3),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "spec",
                    "status",
                    "metadata",
                    "conditions",
                    "type",
                    "reason",
                    "replicas",
                    "containerStatuses",
                    "state",
                    "waiting",
                    "annotations",
                    "phase",
                    "startTime",
                    "parents",
                    "loadBalancer",
                    "ingress",
                    "observedGeneration",
                ]
            ),
            below,
            max_size=4,
        )
    ),
    max_leaves=15,
)
kinds = st.sampled_from([*sorted(RULES), *sorted(STATES), *sorted(CONDITIONS), "Thing.x.io", ""])


@given(kinds, st.dictionaries(st.sampled_from(["spec", "status", "metadata"]), junk), junk)
def test_any_json_gets_an_answer(group_kind, parts, pod):
    kind, _, group = group_kind.partition(".")
    manifest = {"apiVersion": f"{group}/v1", "kind": kind, **parts}
    context = ReadinessContext(
        now=NOW, pods=(pod,) if isinstance(pod, dict) else (), status_kinds=frozenset({"Thing.x.io"})
    )
    assert isinstance(readiness(manifest, context), Readiness)


def test_a_quota_is_ready_once_it_is_counted():
    spec = {"hard": {"pods": "5"}}
    assert state("ResourceQuota", spec, {}) == "in-progress"
    assert state("ResourceQuota", spec, {"hard": {"pods": "5"}, "used": {}}) == "current"
