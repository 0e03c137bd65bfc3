"""Programs that serve a node: known by image, and only where they run on every node."""

from __future__ import annotations

import pytest

from seatrial.checks import Context
from seatrial.checks.inventory import Inventory
from seatrial.checks.node_agents import is_node_agent
from seatrial.resource import Resource


def agent(kind: str, image: str, **metadata: object) -> bool:
    spec = {"containers": [{"name": "a", "image": image}]}
    manifest = {
        "apiVersion": "v1" if kind == "Pod" else "apps/v1",
        "kind": kind,
        "metadata": {"name": "a", **metadata},
        "spec": spec if kind == "Pod" else {"template": {"spec": spec}},
    }
    (thing,) = Inventory([Resource(manifest)], Context()).objects
    return is_node_agent(thing.pods[0])


@pytest.mark.parametrize(
    "image",
    [
        "nvcr.io/nvidia/k8s-device-plugin:v0.18.0",
        "nvcr.io/nvidia/driver:580.95.05-ubuntu24.04",
        "mirror.example.com:5000/cilium/cilium:v1.18.4@sha256:49d8",
        "docker.io/calico/node",
        "registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0",
        "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.53.0",
    ],
)
def test_a_known_program_on_every_node_is_an_agent(image: str):
    assert agent("DaemonSet", image)


@pytest.mark.parametrize("image", ["node:22", "example.com/driver:1.0", "cilium/operator:1.18", "vllm/vllm-openai", ""])
def test_a_program_with_a_name_alike_is_none(image: str):
    assert not agent("DaemonSet", image)


def test_the_same_program_elsewhere_is_none():
    image = "nvcr.io/nvidia/k8s-device-plugin:v0.18.0"
    assert not agent("Deployment", image)
    assert not agent("Pod", image, namespace="ai")
    assert agent("Pod", image, ownerReferences=[{"kind": "DaemonSet", "name": "plugin"}])


def test_the_control_plane_runs_in_pods_of_its_own():
    assert agent("Pod", "registry.k8s.io/kube-apiserver:v1.37.0", namespace="kube-system")
