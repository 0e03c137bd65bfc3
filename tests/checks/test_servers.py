"""Model servers are recognised by image, command line, environment and kind, and by nothing less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from seatrial.checks.inventory import Context, Inventory
from seatrial.checks.servers import PROGRAMS, option_field, server_of
from seatrial.resource import Resource

if TYPE_CHECKING:
    from seatrial.checks.servers import Server
    from seatrial.checks.view import Container


def container(spec: dict[str, Any], kind: str = "Deployment", group: str = "apps/v1") -> Container:
    pod = {"containers": [{"name": "main", **spec}]}
    body = {"template": pod} if kind == "LLMInferenceService" else {"template": {"spec": pod}}
    if kind == "LLMInferenceService":
        body["model"] = {"uri": "hf://meta-llama/Llama-3.1-8B-Instruct"}
    manifest = {"apiVersion": group, "kind": kind, "metadata": {"name": "chat"}, "spec": body}
    return Inventory([Resource(manifest)], Context()).objects[0].pods[0].containers[0]


def server(**spec: Any) -> Server | None:
    return server_of(container(spec))


RECOGNISED = {
    "vllm image": ({"image": "vllm/vllm-openai:v0.11.0", "args": ["--model", "a/b"]}, "vLLM", "a/b"),
    "vllm positional": ({"image": "vllm/vllm-openai:v0.11.0", "args": ["a/b", "--dtype=half"]}, "vLLM", "a/b"),
    "vllm of AMD by digest": ({"image": "rocm/vllm@sha256:0", "args": ["--model=/m"]}, "vLLM", "/m"),
    "vllm serve": ({"image": "x", "command": ["vllm", "serve", "a/b"]}, "vLLM", "a/b"),
    "vllm serve, flag first": ({"image": "x", "command": ["vllm", "serve", "--tp", "2"]}, "vLLM", ""),
    "vllm module": (
        {"image": "x", "command": ["python3", "-m", "vllm.entrypoints.openai.api_server"], "args": ["--model", "a/b"]},
        "vLLM", "a/b",
    ),
    "vllm in a shell": (
        {"image": "x", "command": ["/bin/sh", "-c"], "args": ["sleep 5 && exec /usr/bin/vllm serve 'a/b' --port 80"]},
        "vLLM", "a/b",
    ),
    "vllm over lines": (
        {"image": "x", "command": ["bash", "-ec", "ray start --head\nvllm serve \\\n  $MODEL"],
         "env": [{"name": "MODEL", "value": "a/b"}]},
        "vLLM", "a/b",
    ),
    "sglang": (
        {"image": "lmsysorg/sglang:v1", "command": ["python3", "-m", "sglang.launch_server", "--model-path", "a/b"]},
        "SGLang", "a/b",
    ),
    "tgi": (
        {"image": "ghcr.io/huggingface/text-generation-inference:3", "env": [{"name": "MODEL_ID", "value": "a/b"}]},
        "TGI", "a/b",
    ),
    "tei": ({"image": "ghcr.io/huggingface/text-embeddings-inference:1", "args": ["--model-id", "a/b"]}, "TEI", "a/b"),
    "tensorrt": ({"image": "x", "command": ["trtllm-serve", "a/b", "--tp_size", "2"]}, "TensorRT-LLM", "a/b"),
    "triton": (
        {"image": "nvcr.io/nvidia/tritonserver:25.01-py3", "args": ["tritonserver", "--model-repository=/m"]},
        "Triton", "",
    ),
    "nim": ({"image": "nvcr.io/nim/meta/llama-3.1-8b-instruct:1"}, "NIM", "meta/llama-3.1-8b-instruct:1"),
    "ollama": ({"image": "docker.io/ollama/ollama"}, "Ollama", ""),
    "llama.cpp": ({"image": "ghcr.io/ggml-org/llama.cpp:server-cuda", "args": ["-m", "/m"]}, "llama.cpp", "/m"),
    "lmdeploy": ({"image": "x", "command": ["lmdeploy", "serve", "api_server", "a/b"]}, "LMDeploy", "a/b"),
    "dynamo": ({"image": "x", "command": ["python3", "-m", "dynamo.vllm", "--model=a/b"]}, "Dynamo", "a/b"),
    "ray serve": ({"image": "rayproject/ray:2.52.0", "command": ["serve", "run", "app:chat"]}, "Ray Serve", ""),
    "torchserve": ({"image": "pytorch/torchserve:latest-gpu"}, "TorchServe", ""),
    "kserve": (
        {"image": "kserve/huggingfaceserver:v0.15", "args": ["--model_id=a/b"]}, "KServe Hugging Face runtime", "a/b",
    ),
}  # fmt: skip
UNKNOWN = {
    "a script of one's own": {"image": "vllm/vllm-openai:v1", "command": ["/start.sh"]},
    "a benchmark": {"image": "vllm/vllm-openai:v1", "command": ["vllm", "bench", "serve"]},
    "a router": {"image": "lmcache/lmstack-router:v1", "args": ["--model", "a/b"]},
    "a Ray worker": {"image": "vllm/vllm-openai:v1", "command": ["sh", "-c", "ray start --address=x --block"]},
    "a name that only begins alike": {"image": "acme/vllm-gateway:v1"},
    "no image": {"args": ["--model", "a/b"]},
    "junk": {"image": 3, "command": {"a": 1}, "args": "vllm serve a/b", "env": "x"},
}


@pytest.mark.parametrize(("spec", "name", "model"), RECOGNISED.values(), ids=list(RECOGNISED))
def test_server_is_recognised_with_its_model(spec: dict[str, Any], name: str, model: str):
    found = server(**spec)
    assert found
    assert (found.program.name, found.model) == (name, model)


@pytest.mark.parametrize("spec", UNKNOWN.values(), ids=list(UNKNOWN))
def test_nothing_is_recognised_by_less(spec: dict[str, Any]):
    assert server(**spec) is None


def test_llm_inference_service_runs_vllm_by_default():
    found = server_of(container({"resources": {}}, "LLMInferenceService", "serving.kserve.io/v1alpha1"))
    assert found
    assert (found.program.name, found.hub_name) == ("vLLM", "meta-llama/Llama-3.1-8B-Instruct")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["a/b"], 1),
        (["a/b", "--tensor-parallel-size", "4"], 4),
        (["a/b", "--tensor_parallel_size=4"], 4),
        (["a/b", "--tensor-parallel-size 4"], 4),
        (["a/b", "-tp", "4"], 4),
        (["a/b", "-tp", "$(SIZE)"], 2),
        (["a/b", "-tp", "$(ELSEWHERE)"], None),
        (["a/b", "-tp", "${SIZE:-8}"], None),
        (["a/b", "-tp"], None),
        (["a/b", "-tp", "many"], None),
    ],
    ids=str,
)
def test_number_is_known_or_nothing(args: list[str], expected: int | None):
    found = server(
        image="vllm/vllm-openai:v1",
        args=args,
        env=[{"name": "SIZE", "value": "2"}, {"name": "ELSEWHERE", "valueFrom": {"secretKeyRef": {}}}],
    )
    assert found
    assert found.number("tensor", 1) == expected


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("hf://Qwen/Qwen3-8B:0a1b", "Qwen/Qwen3-8B"),
        ("/models/chat", ""),
        ("models/chat", ""),
        ("s3://bucket/chat", ""),
        ("gpt2", ""),
    ],
)
def test_hub_name_is_owner_and_name(model: str, name: str):
    found = server(image="vllm/vllm-openai:v1", args=["--model", model])
    assert found
    assert found.hub_name == name


def test_model_from_elsewhere_is_not_known():
    env = [{"name": "MODEL_ID", "valueFrom": {"configMapKeyRef": {}}}]
    found = server(image="ghcr.io/huggingface/text-generation-inference:3", env=env)
    assert found
    assert found.model == ""


def test_only_the_command_of_the_server_counts():
    script = "vllm serve a/b --tensor-parallel-size 2 & python client.py --tensor-parallel-size 8"
    found = server(image="x", command=["sh", "-c", script])
    assert found
    assert found.number("tensor", 1) == 2


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"args": ["a/b", "--revision", "main"]}, "args[2]"),
        ({"args": ["a/b", "--revision=main"]}, "args[1]"),
        ({"args": ["a/b"]}, "args"),
        ({"command": ["sh", "-c", "vllm serve a/b --revision main"]}, "command[2]"),
    ],
)
def test_option_is_found_where_it_stands(spec: dict[str, Any], field: str):
    looked_at = container({"image": "vllm/vllm-openai:v1", **spec})
    found = server_of(looked_at)
    assert found
    assert option_field(looked_at, found, "revision") == f"spec.template.spec.containers[0].{field}"


def test_comments_of_a_script_hide_nothing():
    script = "set -x\n# don't forget\npip install x # it's slow\nvllm serve a/b \\\n  --dtype half\n# the end"
    found = server(image="x", command=["bash", "-exc", script])
    assert found
    assert (found.model, found.told("dtype")) == ("a/b", "half")


def test_unbalanced_quotes_and_long_scripts_are_read():
    assert server(image="x", command=["sh", "-c", "echo 'a; vllm serve a/b"])
    assert server(image="x", command=["sh", "-c", "vllm serve a/b\n" + "echo x\n" * 100_000])


def test_every_program_can_be_recognised():
    assert all(program.images or program.commands for program in PROGRAMS)
