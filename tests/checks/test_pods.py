"""Pods are found in every kind that holds any, and live as their kind says."""

from __future__ import annotations

import pytest
import yaml

from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.pods import Life
from seatrial.checks.rule import PODS
from seatrial.resource import Resource

KINDS = {
    "deployment": ("apps/v1", "Deployment", "{template: {spec: {containers: [{name: a}]}}}", ["spec.template.spec"]),
    "old deployment": (
        "extensions/v1beta1", "Deployment", "{template: {spec: {containers: []}}}", ["spec.template.spec"],
    ),
    "kserve": (
        "serving.kserve.io/v1beta1", "InferenceService",
        ("{predictor: {model: {storageUri: 's3://m', resources: {limits: {nvidia.com/gpu: 2}}}}, "
        "transformer: {containers: [{name: t, image: t}]}}"),
        ["spec.predictor", "spec.transformer"],
    ),
    "llm": (
        "serving.kserve.io/v1alpha1", "LLMInferenceService",
        "{template: {containers: [{name: main, image: vllm}]}, worker: {containers: [{name: main, image: vllm}]}}",
        ["spec.template", "spec.worker"],
    ),
    "pytorch": (
        "kubeflow.org/v1", "PyTorchJob",
        ("{pytorchReplicaSpecs: {Master: {replicas: 1, template: {spec: {containers: [{image: t}]}}}, "
        "Worker: {replicas: 3, template: {spec: {containers: [{image: t}]}}}}}"),
        ["spec.pytorchReplicaSpecs.Master.template.spec", "spec.pytorchReplicaSpecs.Worker.template.spec"],
    ),
    "trainjob": (
        "trainer.kubeflow.org/v1alpha1", "TrainJob",
        "{trainer: {image: t, numNodes: 2, resourcesPerNode: {limits: {nvidia.com/gpu: 8}}}}", ["spec"],
    ),
    "jobset": (
        "jobset.x-k8s.io/v1alpha2", "JobSet",
        "{replicatedJobs: [{replicas: 2, template: {spec: {template: {spec: {containers: [{image: t}]}}}}}]}",
        ["spec.replicatedJobs[0].template.spec.template.spec"],
    ),
    "workflow": (
        "argoproj.io/v1alpha1", "Workflow",
        "{serviceAccountName: wf, templates: [{name: a, container: {image: t}}, {name: b, script: {source: x}}]}",
        ["spec.templates[0]", "spec.templates[1]"],
    ),
    "ray": (
        "ray.io/v1", "RayService",
        ("{rayClusterConfig: {headGroupSpec: {template: {spec: {containers: [{image: r}]}}}, "
        "workerGroupSpecs: [{template: {spec: {containers: [{image: r}]}}}]}}"),
        [
            "spec.rayClusterConfig.headGroupSpec.template.spec",
            "spec.rayClusterConfig.workerGroupSpecs[0].template.spec",
        ],
    ),
    "tekton": ("tekton.dev/v1", "Task", "{steps: [{image: a}]}", ["spec"]),
    "anything": ("example.com/v1", "Widget", "{deep: [{er: {containers: [{image: a}]}}]}", ["spec.deep[0].er"]),
    "no pods": ("example.com/v1", "Widget", "{containers: 3, list: [[{containers: [1]}]]}", []),
    "webhooks": ("admissionregistration.k8s.io/v1", "X", "{containers: [{image: a}]}", []),
}  # fmt: skip


def read(api, kind, spec):
    manifest = {"apiVersion": api, "kind": kind, "metadata": {"name": "x"}, "spec": yaml.safe_load(spec)}
    return Inventory([Resource(manifest)], Context()).objects[0]


@pytest.mark.parametrize("name", KINDS)
def test_pods_are_found(name):
    api, kind, spec, paths = KINDS[name]
    assert [pod.path for pod in read(api, kind, spec).pods] == paths


def test_containers_that_are_not_in_a_list_are_containers():
    predictor, _ = read(*KINDS["kserve"][:3]).pods
    assert [(c.path, c.accelerators) for c in predictor.containers] == [("spec.predictor.model", 2)]
    (trainer,) = read(*KINDS["trainjob"][:3]).pods
    assert [(c.resources_path, c.accelerators) for c in trainer.containers] == [("spec.trainer.resourcesPerNode", 8)]


def test_a_workflow_hands_down_to_its_templates():
    first, _ = read(*KINDS["workflow"][:3]).pods
    assert first.spec["serviceAccountName"] == "wf"


def test_lives_and_replicas():
    assert {pod.life for pod in read(*KINDS["ray"][:3]).pods} == {Life.SERVICE}
    assert [pod.replicas for pod in read(*KINDS["pytorch"][:3]).pods] == [1, 3]
    assert read(*KINDS["anything"][:3]).pods[0].life is Life.SESSION
    assert PODS.name == "pod"


def test_a_path_of_a_container_leads_to_it():
    predictor, _ = read(*KINDS["kserve"][:3]).pods
    assert predictor.containers[0].to("env", 0) == ("spec", "predictor", "model", "env", 0)
    assert predictor.to("tolerations") == ("spec", "predictor", "tolerations")
