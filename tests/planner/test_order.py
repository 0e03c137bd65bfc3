from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from seatrial.planner.dependencies import implicit_dependencies, parse_reference
from seatrial.planner.order import arrange
from seatrial.resource import Resource, ResourceKey


def make(kind, name, namespace="", *, api="v1", spec=None, annotations=None, labels=None, **rest):
    metadata = {"name": name, "annotations": annotations or {}, "labels": labels or {}}
    if namespace:
        metadata["namespace"] = namespace
    return Resource({"apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec or {}, **rest})


def pod_template(**spec):
    return {"template": {"metadata": {"labels": {"app": "x"}}, "spec": spec}}


def position(order, resource):
    return next(i for i, wave in enumerate(order.waves) if resource.key in wave)


def test_foundations_come_first_and_routes_after_workloads():
    namespace = make("Namespace", "ai")
    quota = make("ResourceQuota", "q", "ai")
    config = make("ConfigMap", "c", "ai")
    deployment = make("Deployment", "d", "ai", api="apps/v1", spec=pod_template())
    route = make("Ingress", "i", "ai", api="networking.k8s.io/v1")
    webhook = make("ValidatingWebhookConfiguration", "w", api="admissionregistration.k8s.io/v1", webhooks=[])
    order = arrange([webhook, route, deployment, config, quota, namespace])
    places = [position(order, r) for r in (namespace, quota, config, deployment, route, webhook)]
    assert places == sorted(set(places))
    assert order.deletion == order.waves[::-1]


def test_autoscaler_follows_its_target_and_claim_its_volume():
    deployment = make("Deployment", "d", "ai", api="apps/v1", spec=pod_template())
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}
    autoscaler = make("HorizontalPodAutoscaler", "h", "ai", api="autoscaling/v2", spec={"scaleTargetRef": target})
    volume = make("PersistentVolume", "v")
    claim = make("PersistentVolumeClaim", "c", "ai", spec={"volumeName": "v"})
    order = arrange([autoscaler, deployment, claim, volume])
    assert position(order, deployment) < position(order, autoscaler)
    assert position(order, volume) < position(order, claim)


def test_pods_follow_what_they_mount():
    spec = pod_template(
        serviceAccountName="sa",
        volumes=[
            {"configMap": {"name": "cm"}},
            {"secret": {"secretName": "s1"}},
            {"persistentVolumeClaim": {"claimName": "data"}},
            {"projected": {"sources": [{"secret": {"name": "s2"}}]}},
        ],
        imagePullSecrets=[{"name": "s3"}],
        containers=[{"env": [{"valueFrom": {"secretKeyRef": {"name": "s4", "key": "k"}}}]}],
    )
    deployment = make("Deployment", "d", "ai", api="apps/v1", spec=spec)
    needed = [
        make("ServiceAccount", "sa", "ai"),
        make("ConfigMap", "cm", "ai"),
        make("PersistentVolumeClaim", "data", "ai"),
        *(make("Secret", f"s{i}", "ai") for i in range(1, 5)),
    ]
    assert implicit_dependencies([deployment, *needed])[deployment.key] == {r.key for r in needed}


def test_a_definition_gates_its_objects():
    crd = make(
        "CustomResourceDefinition",
        "queues.example.com",
        api="apiextensions.k8s.io/v1",
        spec={"group": "example.com", "names": {"kind": "Queue"}},
    )
    queue = make("Queue", "q", "ai", api="example.com/v1")
    order = arrange([queue, crd])
    assert crd.key in order.gates
    assert position(order, crd) < position(order, queue)


def test_the_server_of_a_webhook_must_run_before_the_webhook_is_registered():
    service = make("Service", "hook", "ops", spec={"selector": {"app": "x"}})
    server = make("Deployment", "hook", "ops", api="apps/v1", spec=pod_template())
    other = make("Deployment", "other", "ops", api="apps/v1", spec={"template": {"spec": {}}})
    hook = make(
        "ValidatingWebhookConfiguration",
        "hook",
        api="admissionregistration.k8s.io/v1",
        webhooks=[{"clientConfig": {"service": {"namespace": "ops", "name": "hook"}}}],
    )
    order = arrange([hook, other, server, service])
    assert order.gates == {server.key}
    assert order.waves[-1] == (hook.key,)


def test_an_operator_runs_before_the_objects_it_reconciles():
    labels = {"app.kubernetes.io/component": "operator"}
    operator = make("Deployment", "op", "ops", api="apps/v1", spec=pod_template(), labels=labels)
    queue = make("ClusterQueue", "q", api="kueue.x-k8s.io/v1beta1")
    order = arrange([queue, operator])
    assert position(order, operator) < position(order, queue)
    assert operator.key in order.gates


def test_depends_on_gates_and_moves_to_a_later_stage():
    job = make("Job", "migrate", "ai", api="batch/v1", spec=pod_template())
    annotations = {"seatrial.dev/depends-on": "batch/namespaces/ai/Job/migrate"}
    config = make("ConfigMap", "c", "ai", annotations=annotations)
    order = arrange([config, job])
    assert position(order, job) < position(order, config)
    assert order.gates == {job.key}


def test_a_cycle_is_a_finding_and_the_rest_still_has_an_order():
    one = make("ConfigMap", "a", "ai", annotations={"seatrial.dev/depends-on": "/namespaces/ai/ConfigMap/b"})
    two = make("ConfigMap", "b", "ai", annotations={"seatrial.dev/depends-on": "/namespaces/ai/ConfigMap/a"})
    order = arrange([one, two])
    assert [f.code for f in order.findings] == ["PLAN001"]
    assert "ConfigMap ai/a → ConfigMap ai/b → ConfigMap ai/a" in order.findings[0].message
    assert {key for wave in order.waves for key in wave} == {one.key, two.key}


def test_a_reference_that_is_not_one_is_ignored():
    assert parse_reference("nonsense") is None
    assert parse_reference("apps/namespaces/ai/Deployment/d") == ResourceKey("apps", "Deployment", "ai", "d")


names = st.sampled_from("abcd")


@st.composite
def resource_sets(draw):
    """Sets with every kind of reference, some of them explicit and some cyclic."""
    found = {}
    for _ in range(draw(st.integers(0, 14))):
        api, kind = draw(
            st.sampled_from(
                [
                    ("v1", "ConfigMap"),
                    ("v1", "Namespace"),
                    ("apps/v1", "Deployment"),
                    ("v1", "Service"),
                    ("autoscaling/v2", "HorizontalPodAutoscaler"),
                    ("x.io/v1", "Thing"),
                    ("v1", "PersistentVolume"),
                ]
            )
        )
        namespace = "" if kind in {"Namespace", "PersistentVolume"} else draw(names)
        depends = f"apps/namespaces/{draw(names)}/Deployment/{draw(names)}" if draw(st.integers(0, 3)) == 0 else ""
        spec = pod_template(volumes=[{"configMap": {"name": draw(names)}}]) if kind == "Deployment" else {}
        resource = make(
            kind, draw(names), namespace, api=api, spec=spec, annotations={"seatrial.dev/depends-on": depends}
        )
        found[resource.key] = resource
    return list(found.values())


@given(resource_sets(), st.randoms(use_true_random=False))
def test_the_order_is_topological_complete_and_independent_of_the_input_order(resources, random):
    order = arrange(resources)
    flat = [key for wave in order.waves for key in wave]
    assert sorted(flat) == sorted(r.key for r in resources)
    place = {key: i for i, wave in enumerate(order.waves) for key in wave}
    for key, needs in implicit_dependencies(resources).items():
        assert all(place[need] < place[key] for need in needs)
    assert all(wave for wave in order.waves)
    assert all(list(a) != list(b) for a, b in pairwise(order.waves))
    shuffled = list(resources)
    random.shuffle(shuffled)
    assert arrange(shuffled) == order
