"""One manifest, 22 lines, with the faults that keep it from ever serving; checkers of manifests find none of them."""

from __future__ import annotations

import pytest
import yaml

from seatrial.checks import Context, check
from seatrial.checks.rulebook import find_rules, list_rules
from seatrial.checks.selection import Profile, select
from seatrial.resource import Resource

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: llama
spec:
  replicas: 1
  selector:
    matchLabels: {app: llama}
  template:
    metadata:
      labels: {app: llama}
    spec:
      hostIPC: true
      containers:
        - name: vllm
          image: vllm/vllm-openai:latest
          command: [vllm, serve, meta-llama/Llama-3.1-70B-Instruct]
          args: [--tensor-parallel-size, "8"]
          ports:
            - containerPort: 8000
          resources:
            limits: {nvidia.com/gpu: 4}
"""
POD = "spec.template.spec"
FAULTS = {
    "eight parts on four GPUs": ("AI035", f"{POD}.containers[0].args[1]"),
    "no shared memory": ("AI030", f"{POD}.containers[0].volumeMounts"),
    "no startup probe": ("AI050", f"{POD}.containers[0].startupProbe"),
    "no drain": ("AI054", f"{POD}.containers[0].lifecycle.preStop"),
    "killed in the middle of an answer": ("AI053", f"{POD}.terminationGracePeriodSeconds"),
    "no toleration": ("AI003", f"{POD}.tolerations"),
    "the node's shared memory": ("AI032", f"{POD}.hostIPC"),
    "140 GB fetched at every start": ("AI036", f"{POD}.containers[0].volumeMounts"),
    "whatever revision there is": ("AI037", f"{POD}.containers[0].args"),
}


def found(manifest: str, profile: Profile = Profile.PRODUCTION) -> set[tuple[str, str]]:
    resources = [Resource(yaml.safe_load(manifest))]
    return {(finding.code, finding.field) for finding in check(resources, rules=select(profile), context=Context())}


def test_manifest_has_22_lines():
    assert len(MANIFEST.splitlines()) == 22


@pytest.mark.parametrize(("identifier", "field"), FAULTS.values(), ids=list(FAULTS))
def test_fault_is_found(identifier: str, field: str):
    known_as = {(rule.code, field) for rule in find_rules(identifier)}
    assert known_as & found(MANIFEST)
    assert known_as & found(MANIFEST, Profile.GPU)


def test_seventy_billion_weights_do_not_fit_where_the_gpu_is_known():
    known = MANIFEST.replace("      hostIPC: true\n", "      nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}\n")
    known = known.replace('"8"', '"4"')
    assert ("AI034", f"{POD}.containers[0].args") in found(known)
    assert "AI034" not in {code for code, _ in found(MANIFEST)}


def test_mended_manifest_has_no_error_about_serving():
    mended = yaml.safe_load(MANIFEST)
    pod = mended["spec"]["template"]["spec"]
    del pod["hostIPC"]
    pod["terminationGracePeriodSeconds"] = 300
    pod["nodeSelector"] = {"nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"}
    pod["tolerations"] = [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}]
    pod["volumes"] = [
        {"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "16Gi"}},
        {"name": "models", "persistentVolumeClaim": {"claimName": "models"}},
    ]
    container = pod["containers"][0]
    probe = {"httpGet": {"path": "/health", "port": 8000}}
    container |= {
        "args": ["--tensor-parallel-size=4", "--revision=1605565b47bb9346c5515c34102e054115b4f98b"],
        "startupProbe": {**probe, "failureThreshold": 60},
        "readinessProbe": probe,
        "livenessProbe": probe,
        "lifecycle": {"preStop": {"sleep": {"seconds": 10}}},
        "volumeMounts": [
            {"name": "shm", "mountPath": "/dev/shm"},
            {"name": "models", "mountPath": "/root/.cache/huggingface"},
        ],
    }
    container["resources"]["limits"]["memory"] = "200Gi"
    mine = {
        code for rule in list_rules() for code in (rule.code,) if code.startswith(("AI03", "AI04", "AI05", "REL003"))
    }
    assert not {code for code, _ in found(yaml.safe_dump(mended))} & (mine | {"REL004", "POD012"})
