"""Sizes of models: from published models, from names, from options; lower bounds where they are not certain."""

from __future__ import annotations

import pytest

from seatrial.checks.models import cache_bytes, context_length, in_gib, parameters, weight_bytes
from seatrial.checks.servers import PROGRAMS, Server

VLLM = next(program for program in PROGRAMS if program.name == "vLLM")
BILLION = 10**9


def server(model: str, **flags: str) -> Server:
    return Server(VLLM, model, {"--" + name.replace("_", "-"): value for name, value in flags.items()}, {})


@pytest.mark.parametrize(
    ("name", "billions"),
    [
        ("meta-llama/Llama-3.1-70B-Instruct", 70.55),
        ("meta-llama/Meta-Llama-3-8B", 8.03),
        ("/models/llama-3.3-70b-awq", 70.55),
        ("acme/chat-13B-v2", 13),
        ("s3://bucket/models/chat-1.5b", 1.5),
        ("facebook/opt-125m", 0.125),
        ("Qwen/Qwen3-30B-A3B", 30.53),
        ("acme/moe-30B-A3B", 30),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 46.70),
        ("deepseek-ai/DeepSeek-R1", 671),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", 70.55),
    ],
)
def test_parameters_are_known(name: str, billions: float):
    assert parameters(name) == pytest.approx(billions * BILLION)


@pytest.mark.parametrize(
    "name",
    ["acme/chat", "acme/moe-8x22B", "acme/Scout-17B-16E", "acme/chat-A3B", "acme/v2b", "/mnt/models", "", "7b7b"],
)
def test_parameters_are_not_guessed(name: str):
    assert parameters(name) is None


@pytest.mark.parametrize(
    ("found", "bits"),
    [
        (server("meta-llama/Llama-3.1-70B-Instruct"), 16),
        (server("meta-llama/Llama-3.1-70B-Instruct", dtype="float32"), 32),
        (server("meta-llama/Llama-3.1-70B-Instruct", quantization="fp8"), 8),
        (server("meta-llama/Llama-3.1-70B-Instruct", quantization="bitsandbytes"), 4),
        (server("meta-llama/Llama-3.1-70B-Instruct", quantization="$Q"), 4),
        (server("meta-llama/Llama-3.1-70B-Instruct", quantization="none"), 16),
        (server("neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8"), 8),
        (server("acme/Llama-3.1-70B-tuned"), 4),
        (server("/models/Llama-3.1-70B"), 4),
    ],
    ids=lambda value: getattr(value, "model", str(value)),
)
def test_bits_are_those_said_or_the_least(found: Server, bits: int):
    assert weight_bytes(found) == pytest.approx(70.55 * BILLION * bits / 8)


def test_published_formats_below_sixteen_bits():
    assert in_gib(weight_bytes(server("openai/gpt-oss-120b")) or 0) == "57.8 GiB"
    assert weight_bytes(server("deepseek-ai/DeepSeek-V3")) == 671 * BILLION


def test_cache_follows_the_geometry():
    # 2 (key, value) x 80 layers x 8 heads x 128 x 2 bytes, for 4,096 tokens.
    assert cache_bytes(server("meta-llama/Llama-3.1-70B"), 4096) == 1_342_177_280
    assert cache_bytes(server("meta-llama/Llama-3.1-70B", kv_cache_dtype="fp8_e4m3"), 4096) == 671_088_640
    assert cache_bytes(server("deepseek-ai/DeepSeek-V3"), 4096) is None
    assert cache_bytes(server("acme/chat-70B"), 4096) is None


@pytest.mark.parametrize(
    ("written", "tokens"), [("32768", 32768), ("32k", 32000), ("32K", 32768), ("auto", None), ("", None)]
)
def test_context_length_reads_suffixes(written: str, tokens: int | None):
    assert context_length(server("a/b", max_model_len=written)) == tokens
