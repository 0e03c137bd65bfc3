"""Plans and applies on the real API server."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from dataclasses import replace

import pytest

from seatrial.live.apply import apply
from seatrial.live.events import ObjectWritten
from seatrial.live.outcome import Result
from seatrial.live.planning import make_plan
from seatrial.local.binaries.locate import locate_binaries
from seatrial.planner.applyset import ID_LABEL, PART_OF_LABEL, ApplySet, label_member, parent_key
from seatrial.planner.diff import difference
from seatrial.planner.document import dump_plan, load_plan
from seatrial.planner.plan import ActionKind, Plan, find_staleness
from seatrial.planner.settled import is_settled
from seatrial.resource import Resource, key_of

from .conftest import Stage, changed, kinds

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


def some_resources(stage):
    ports = [{"port": 80, "targetPort": 8080}]
    return [
        stage.namespace,
        stage.config("settings", level="info"),
        stage.make("Secret", "token", stringData={"token": "dG9wLXNlY3JldA"}),
        stage.make("ResourceQuota", "quota", spec={"hard": {"count/configmaps": "10"}}),
        stage.make("Service", "chat", spec={"selector": {"app": "chat"}, "ports": ports}),
        stage.deployment("chat", replicas=2),
    ]


def versions(stage, resources):
    return {str(r.key): stage.get(r.key)["metadata"]["resourceVersion"] for r in resources}


def test_a_second_apply_writes_nothing(stage: Stage):
    resources = some_resources(stage)
    first = stage.apply(resources)
    assert (first.result, first.written) == (Result.READY, len(resources))
    before = versions(stage, [*resources[:3], resources[4]])
    parent = stage.plan(resources).target.parent
    before_parent = stage.get(parent)["metadata"]["resourceVersion"]
    again = stage.plan(resources)
    assert set(kinds(again).values()) == {"unchanged"}
    assert again.is_empty
    second = stage.carry_out(again, resources)
    assert (second.result, second.written, second.pruned) == (Result.READY, 0, 0)
    assert versions(stage, [*resources[:3], resources[4]]) == before
    assert stage.get(parent)["metadata"]["resourceVersion"] == before_parent


def test_what_is_called_settled_is_what_a_dry_run_would_not_change(stage: Stage):
    pod = stage.deployment("chat", replicas=1).manifest
    container = pod["spec"]["template"]["spec"]["containers"][0]
    container["ports"] = [{"containerPort": 8080}, {"containerPort": 9090, "protocol": "UDP"}]
    container["env"] = [{"name": "B", "value": "1"}, {"name": "A", "value": "2"}]
    container["volumeMounts"] = [{"name": "tmp", "mountPath": "/tmp"}]
    pod["spec"]["template"]["spec"]["volumes"] = [{"name": "tmp", "emptyDir": {}}]
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
    resources = [
        *some_resources(stage)[:-1],
        Resource(pod),
        stage.make("Role", "r", api="rbac.authorization.k8s.io/v1", rules=rules),
        stage.make("NetworkPolicy", "n", api="networking.k8s.io/v1", spec={"podSelector": {}}),
    ]
    stage.apply(resources)

    async def ask(client):
        settled = set()
        for resource in resources:
            wanted = label_member(resource.manifest, ApplySet(parent_key(stage.name, "default")).id)
            live = await client.find(resource.key)
            assert difference(live, await client.apply(wanted, dry_run=True)) == ()
            settled |= {resource.kind} if is_settled(live, wanted) else set()
        return settled

    # stringData becomes data, so a Secret is always asked about.
    assert stage.run(ask) == {r.kind for r in resources} - {"Secret"}


def test_waves_are_written_in_order(stage: Stage):
    stage.apply(some_resources(stage))
    written = [event.action.key.kind for event in stage.events if isinstance(event, ObjectWritten)]
    assert written[0] == "Namespace"
    assert written[1] == "ResourceQuota"
    assert set(written[-2:]) == {"Service", "Deployment"}


def test_drift_is_seen_and_mended(stage: Stage):
    resources = [stage.namespace, stage.config("settings", level="info")]
    stage.apply(resources)
    key = resources[1].key
    # Under our own name: what another manager changes is a conflict, and another test.
    stage.run(lambda client: client.patch(key, {"data": {"level": "debug"}}, manager="seatrial"))
    plan = stage.plan(resources)
    assert changed(plan) == {"ConfigMap/settings": ["data.level"]}
    assert plan.conflicts == ()
    stage.carry_out(plan, resources)
    assert stage.get(key)["data"] == {"level": "info"}
    assert stage.plan(resources).is_empty


def test_prune_removes_exactly_what_left_the_file(stage: Stage):
    stays, goes = stage.config("stays"), stage.config("goes")
    kept = stage.make("ConfigMap", "kept", metadata={"annotations": {"seatrial.dev/prune": "false"}})
    stage.apply([stage.namespace, stays, goes, kept])
    foreign = stage.config("foreign")
    stage.run(lambda client: client.create(foreign.manifest, manager="somebody"))
    plan = stage.plan([stage.namespace, stays])
    found = kinds(plan)
    assert found["ConfigMap/goes"] == "prune"
    assert found["ConfigMap/kept"] == "keep"
    assert "ConfigMap/foreign" not in found
    outcome = stage.carry_out(plan, [stage.namespace, stays])
    assert (outcome.result, outcome.pruned) == (Result.READY, 1)
    assert stage.get(goes.key) is None
    assert all(stage.get(r.key) for r in (stays, kept, foreign))
    assert kinds(stage.plan([stage.namespace, stays]))["ConfigMap/kept"] == "keep"


def test_what_was_made_anew_since_the_plan_is_not_pruned(stage: Stage):
    goes = stage.config("goes")
    stage.apply([stage.namespace, goes])
    plan = stage.plan([stage.namespace])

    async def make_anew(client):
        await client.delete(goes.key)
        return await client.create(goes.manifest, manager="somebody")

    stage.run(make_anew)
    outcome = stage.carry_out(plan, [stage.namespace])
    assert outcome.result is Result.FAILED
    assert stage.get(goes.key)


def test_what_a_finalizer_holds_is_named_and_stays_in_the_set(stage: Stage):
    held = stage.make("ConfigMap", "held", metadata={"finalizers": ["example.com/hold"]})
    stage.apply([stage.namespace, held])
    outcome = stage.apply([stage.namespace], timeout=0.5)
    assert outcome.result is Result.FAILED
    assert "example.com/hold" in outcome.failures[0].message
    assert kinds(stage.plan([stage.namespace]))["ConfigMap/held"] == "prune"
    stage.run(lambda client: client.patch(held.key, {"metadata": {"finalizers": None}}))
    assert stage.apply([stage.namespace]).result is Result.READY
    assert stage.get(held.key) is None


def test_much_is_not_pruned_unasked(stage: Stage):
    stage.apply([stage.namespace, *(stage.config(f"c{i}") for i in range(12))])
    plan = stage.plan([stage.namespace])
    assert [f.code for f in plan.findings] == ["PLAN004"]
    assert stage.carry_out(plan, [stage.namespace]).result is Result.REFUSED
    assert stage.plan([stage.namespace], prune_limit=None).counts[ActionKind.PRUNE] == 12


def test_a_foreign_field_is_shown_and_not_forced(stage: Stage):
    resources = [stage.namespace, stage.deployment("chat", replicas=1)]
    stage.apply(resources)
    key = resources[1].key
    theirs = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "chat", "namespace": stage.name}}
    theirs["spec"] = {"replicas": 2}
    stage.run(lambda client: client.apply(theirs, manager="somebody", force=True))
    plan = stage.plan(resources)
    assert [(c.manager, c.field) for c in plan.conflicts] == [("somebody", ".spec.replicas")]
    assert changed(plan) == {"Deployment/chat": ["spec.replicas"]}
    refused = stage.carry_out(plan, resources)
    assert (refused.result, refused.result.exit_code) == (Result.REFUSED, 4)
    assert "somebody" in refused.failures[0].message
    assert stage.get(key)["spec"]["replicas"] == 2
    assert stage.carry_out(plan, resources, force_conflicts=True).result is Result.READY
    assert stage.get(key)["spec"]["replicas"] == 1


def test_a_saved_plan_is_carried_out_only_while_it_holds(stage: Stage):
    resources = [stage.namespace, stage.config("settings", level="info")]
    stage.apply(resources)
    wanted = [stage.namespace, stage.config("settings", level="warning")]
    saved = load_plan(dump_plan(stage.plan(wanted)))
    assert isinstance(saved, Plan)
    assert find_staleness(saved, stage.plan(wanted)) == ()
    key = resources[1].key
    stage.run(lambda client: client.patch(key, {"data": {"level": "debug"}}, manager="seatrial"))
    (stale,) = find_staleness(saved, stage.plan(wanted))
    assert "changed in the cluster" in stale.message
    other_file = [stage.namespace, stage.config("settings", level="error")]
    assert "file now says" in find_staleness(saved, stage.plan(other_file))[0].message


def test_secret_values_are_in_no_plan(stage: Stage):
    resources = some_resources(stage)
    stage.apply(resources)
    rotated = [
        replace(r, manifest={**r.manifest, "stringData": {"token": "bmV3"}}) if r.kind == "Secret" else r
        for r in resources
    ]
    plan = stage.plan(rotated)
    (action,) = [a for a in plan.actions if a.kind is ActionKind.CHANGE]
    assert [(c.path, c.before, c.after) for c in action.changes] == [("data.token", "*** (before)", "*** (after)")]
    assert b"bmV3" not in dump_plan(plan)
    assert b"dG9wLXNlY3JldA" not in dump_plan(plan)


def test_an_interrupted_apply_is_finished_by_the_next(stage: Stage):
    resources = [stage.namespace, *(stage.config(f"c{i}") for i in range(30))]

    async def interrupted(client):
        plan = await make_plan(client, resources, cluster=stage.name)
        task = asyncio.current_task()
        written = []

        def interrupt(event):
            written.append(event)
            if sum(isinstance(e, ObjectWritten) for e in written) == 10:
                task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await apply(client, plan, resources, report=interrupt)
        task.uncancel()

    stage.run(interrupted)
    plan = stage.plan(resources)
    assert plan.counts[ActionKind.CREATE] < 31
    assert stage.carry_out(plan, resources).result is Result.READY
    assert stage.plan(resources).is_empty


def test_a_definition_and_its_objects_come_in_one_apply(stage: Stage):
    group = f"{stage.name}.example.com"
    names = {"kind": "Queue", "plural": "queues", "singular": "queue", "listKind": "QueueList"}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    definition = stage.make(
        "CustomResourceDefinition",
        f"queues.{group}",
        api="apiextensions.k8s.io/v1",
        spec={"group": group, "names": names, "scope": "Namespaced", "versions": [version]},
    )
    del definition.manifest["metadata"]["namespace"]
    queue = stage.make("Queue", "one", api=f"{group}/v1", spec={"size": 3})
    resources = [stage.namespace, queue, definition]
    outcome = stage.apply(resources)
    assert (outcome.result, outcome.failures) == (Result.READY, ())
    assert stage.plan(resources).is_empty


def test_a_field_that_cannot_change_gets_a_way_round_and_nothing_is_deleted(stage: Stage):
    def job(image):
        pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": image}]}
        return stage.make("Job", "train", api="batch/v1", spec={"template": {"spec": pod}})

    stage.apply([stage.namespace, job("a:1")])
    uid = stage.get(job("a:1").key)["metadata"]["uid"]
    plan = stage.plan([stage.namespace, job("a:2")])
    (finding,) = plan.findings
    assert finding.code == "PLAN007"
    assert "cannot be changed in place" in finding.message
    assert f"kubectl delete job.batch train --namespace {stage.name}" in finding.fix
    assert stage.carry_out(plan, [stage.namespace, job("a:2")]).result is Result.REFUSED
    assert stage.get(job("a:1").key)["metadata"]["uid"] == uid


def test_unknown_fields_and_everything_else_that_is_refused_is_told_at_once(stage: Stage):
    stage.apply([stage.namespace])
    resources = [
        stage.namespace,
        stage.deployment("one", replica=1),
        stage.make("Service", "two", spec={"ports": [{"port": 0}]}),
        stage.config("fine"),
    ]
    outcome = stage.apply(resources)
    assert outcome.result is Result.FAILED
    assert {f.key.name for f in outcome.failures} == {"one", "two"}
    assert any("spec.replica" in f.message for f in outcome.failures)


def test_an_autoscaler_takes_replicas_over_without_scaling_down(stage: Stage):
    stage.apply([stage.namespace, stage.deployment("chat", replicas=3)])
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "chat"}
    autoscaler = stage.make(
        "HorizontalPodAutoscaler",
        "chat",
        api="autoscaling/v2",
        spec={"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 5},
    )
    resources = [stage.namespace, stage.deployment("chat"), autoscaler]
    plan = stage.plan(resources)
    assert "spec.replicas" not in str(changed(plan))
    assert stage.carry_out(plan, resources).result is Result.READY
    assert stage.get(resources[1].key)["spec"]["replicas"] == 3
    assert stage.plan(resources).is_empty


def test_objects_of_client_side_apply_are_adopted_with_all_their_fields(stage: Stage):
    old = stage.config("settings", level="info", obsolete="1")
    last = '{"kind":"ConfigMap","metadata":{"name":"settings"},"data":{"level":"info","obsolete":"1"}}'
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": last}
    by_kubectl = {**old.manifest, "metadata": {**old.manifest["metadata"], "annotations": annotations}}

    async def create(client):
        await client.create(stage.namespace.manifest, manager="kubectl-create")
        await client.create(by_kubectl, manager="kubectl-client-side-apply")

    stage.run(create)
    resources = [stage.namespace, stage.config("settings", level="debug")]
    plan = stage.plan(resources)
    assert plan.conflicts == ()
    assert {"data.level", "data.obsolete"} <= set(changed(plan)["ConfigMap/settings"])
    assert stage.carry_out(plan, resources).result is Result.READY
    adopted = stage.get(old.key)
    assert adopted["data"] == {"level": "debug"}
    assert "annotations" not in adopted["metadata"]
    assert {e["manager"] for e in adopted["metadata"]["managedFields"]} == {"seatrial"}


def test_kubectl_computes_the_same_id_and_its_set_is_refused(stage: Stage):
    parent = parent_key(stage.name, "default")
    kubectl = locate_binaries(stage.plane.paths)["kubectl"]
    where = [f"--kubeconfig={stage.plane.kubeconfig}", f"--context={stage.plane.context}", "--namespace=default"]
    member = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": stage.name, "namespace": "default"}}
    subprocess.run(
        [kubectl, *where, "apply", "--prune", f"--applyset=secret/{parent.name}", "-f", "-"],
        input=json.dumps(member),
        env={**os.environ, "KUBECTL_APPLYSET": "true"},
        text=True,
        check=True,
    )
    assert stage.get(parent)["metadata"]["labels"][ID_LABEL] == ApplySet(parent).id
    assert stage.get(key_of(member))["metadata"]["labels"][PART_OF_LABEL] == ApplySet(parent).id
    assert [f.code for f in stage.plan([stage.namespace]).findings] == ["PLAN003"]


def test_two_sets_do_not_take_each_others_objects(stage: Stage):
    resources = [stage.namespace, stage.config("settings")]
    stage.apply(resources)
    other = Stage(stage.plane, f"{stage.name}-2")
    plan = other.plan(resources)
    assert {f.code for f in plan.findings} == {"PLAN009"}
    assert other.carry_out(plan, resources).result is Result.REFUSED


def test_delete_leaves_nothing_but_what_is_protected(stage: Stage):
    resources = some_resources(stage)
    stage.apply(resources)
    parent = stage.plan(resources).target.parent
    outcome = stage.clear()
    assert outcome.pruned == len(resources)
    assert [stage.get(r.key) for r in resources] == [None] * len(resources)
    assert stage.get(parent) is None


def test_the_label_and_the_parent_are_as_other_tools_expect_them(stage: Stage):
    resources = [stage.namespace, stage.config("settings")]
    stage.apply(resources)
    parent = stage.get(parent_key(stage.name, "default"))
    identity = parent["metadata"]["labels"]["applyset.kubernetes.io/id"]
    annotations = parent["metadata"]["annotations"]
    assert stage.get(resources[1].key)["metadata"]["labels"][PART_OF_LABEL] == identity
    assert annotations["applyset.kubernetes.io/contains-group-kinds"] == "ConfigMap,Namespace"
    assert annotations["applyset.kubernetes.io/additional-namespaces"] == stage.name
