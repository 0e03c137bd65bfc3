"""The programs that serve models: how each is recognised, and under which names it takes what it is told.

Sources: the command line references of vLLM, SGLang, TGI, TEI, TensorRT-LLM, LMDeploy, NIM, Triton, llama.cpp, Ollama,
KServe, Ray Serve and Dynamo, as of November 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Names = tuple[str, ...]
"""Flags begin with a dash, everything else is an environment variable; underscores in flags are written as dashes."""
VLLM: Mapping[str, Names] = {
    "model": ("--model",),
    "tensor": ("--tensor-parallel-size", "-tp"),
    "pipeline": ("--pipeline-parallel-size", "-pp"),
    "data": ("--data-parallel-size", "-dp"),
    "local data": ("--data-parallel-size-local", "-dpl"),
    "nodes": ("--nnodes", "-n"),
    "length": ("--max-model-len",),
    "dtype": ("--dtype",),
    "quantization": ("--quantization", "-q"),
    "revision": ("--revision",),
    "memory": ("--gpu-memory-utilization",),
    "cache dtype": ("--kv-cache-dtype",),
    "load format": ("--load-format",),
    "directory": ("--download-dir", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME"),
    "key": ("--api-key", "VLLM_API_KEY"),
    "remote code": ("--trust-remote-code",),
    "code revision": ("--code-revision",),
}
SGLANG: Mapping[str, Names] = {
    "model": ("--model-path", "--model"),
    "tensor": ("--tensor-parallel-size", "--tp-size", "--tp"),
    "pipeline": ("--pipeline-parallel-size", "--pp-size", "--pp"),
    "data": ("--data-parallel-size", "--dp-size", "--dp"),
    "nodes": ("--nnodes",),
    "length": ("--context-length",),
    "dtype": ("--dtype",),
    "quantization": ("--quantization",),
    "revision": ("--revision",),
    "load format": ("--load-format",),
    "directory": ("--download-dir", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME"),
    "key": ("--api-key",),
    "remote code": ("--trust-remote-code",),
}
TGI: Mapping[str, Names] = {
    "model": ("--model-id", "MODEL_ID"),
    "tensor": ("--num-shard", "NUM_SHARD"),
    "length": ("--max-total-tokens", "MAX_TOTAL_TOKENS"),
    "dtype": ("--dtype", "DTYPE"),
    "quantization": ("--quantize", "QUANTIZE"),
    "revision": ("--revision", "REVISION"),
    "directory": ("--huggingface-hub-cache", "HUGGINGFACE_HUB_CACHE", "HF_HUB_CACHE", "HF_HOME"),
    "key": ("--api-key", "API_KEY"),
    "remote code": ("--trust-remote-code", "TRUST_REMOTE_CODE"),
}
TENSORRT: Mapping[str, Names] = {
    "model": ("--model",),
    "tensor": ("--tp-size",),
    "pipeline": ("--pp-size",),
    "length": ("--max-seq-len",),
    "directory": ("HF_HUB_CACHE", "HF_HOME"),
    "remote code": ("--trust-remote-code",),
    "revision": ("--revision",),
}
LMDEPLOY: Mapping[str, Names] = {
    "tensor": ("--tp",),
    "length": ("--session-len",),
    "dtype": ("--dtype",),
    "revision": ("--revision",),
    "directory": ("--download-dir", "HF_HUB_CACHE", "HF_HOME"),
    "key": ("--api-keys",),
}
NIM: Mapping[str, Names] = {
    "model": ("NIM_MODEL_NAME",),
    "tensor": ("NIM_TENSOR_PARALLEL_SIZE",),
    "pipeline": ("NIM_PIPELINE_PARALLEL_SIZE",),
    "length": ("NIM_MAX_MODEL_LEN",),
    "directory": ("NIM_CACHE_PATH",),
}
NO_OPTIONS: Mapping[str, Names] = {}
KSERVE: Mapping[str, Names] = {**VLLM, "model": ("--model-id", "MODEL_ID"), "revision": ("--model-revision",)}


class Program(NamedTuple):
    """A program that serves models.

    Attributes:
        name: as its project writes it.
        marks: one of them is in every image or command line that is this program's.
        images: matches image references whose entry point is the server; nothing where images hold more programs.
        commands: matches the command line.
        options: meaning → its flags and variables, see the tables above.
        generates: whether it writes an answer for many seconds, token by token.
        preallocates: whether it takes its share of GPU memory at the start, whatever the load.
        metrics: what the names of the metrics that it serves begin with.
        cache: where it keeps downloads if nobody says.

    """

    name: str
    marks: Names
    images: str = ""
    commands: str = ""
    options: Mapping[str, Names] = NO_OPTIONS
    generates: bool = True
    preallocates: bool = False
    metrics: str = ""
    cache: str = "/root/.cache/huggingface"


PROGRAMS: tuple[Program, ...] = (
    Program(
        "Dynamo", ("dynamo.vllm",), commands=r"-m dynamo\.vllm\b", options=VLLM, preallocates=True, metrics="vllm:",
    ),
    Program(
        "Dynamo", ("dynamo.sglang",), commands=r"-m dynamo\.sglang\b",
        options=SGLANG, preallocates=True, metrics="sglang:",
    ),
    Program("Dynamo", ("dynamo.trtllm",), commands=r"-m dynamo\.trtllm\b", options=TENSORRT, preallocates=True),
    Program(
        "KServe Hugging Face runtime", ("huggingfaceserver",), r"kserve/huggingfaceserver", r"-m huggingfaceserver\b",
        options=KSERVE, preallocates=True, metrics="vllm:",
    ),
    Program(
        "KServe runtime", ("kserve/", "server"), r"kserve/(?:sklearn|xgb|lgb|pmml|paddle|custom-model-)?server",
        r"-m (?:sklearn|xgb|lgb|pmml|paddle)server\b", generates=False, cache="",
    ),
    Program(
        "vLLM", ("vllm", "llm-d-"), r"(?:^|/)(?:vllm-openai(?:-rocm)?|vllm|vllm-dev|llm-d-(?:cuda|rocm|aws))(?:[:@]|$)",
        r"(?:^|[\s/])vllm serve\b|\bvllm\.entrypoints\.(?:openai\.)?api_server\b",
        options=VLLM, preallocates=True, metrics="vllm:",
    ),
    Program(
        "SGLang", ("sglang",), commands=r"\bsglang\.launch_server\b|(?:^|[\s/])sglang serve\b",
        options=SGLANG, preallocates=True, metrics="sglang:",
    ),
    Program(
        "TGI", ("text-generation-", "tgi-inference"),
        r"huggingface/text-generation-inference|(?:^|/)huggingface-pytorch-tgi-inference",
        r"\btext-generation-launcher\b", options=TGI, preallocates=True, metrics="tgi_", cache="/data",
    ),
    Program(
        "TEI", ("text-embeddings-",), r"huggingface/text-embeddings-inference", r"\btext-embeddings-router\b",
        options=TGI, generates=False, metrics="te_", cache="/data",
    ),
    Program(
        "TensorRT-LLM", ("trtllm-serve",), commands=r"\btrtllm-serve\b",
        options=TENSORRT, preallocates=True, metrics="trtllm_",
    ),
    Program("LMDeploy", ("lmdeploy",), commands=r"\blmdeploy serve api_server\b", options=LMDEPLOY, preallocates=True),
    Program("NIM", ("nvcr.io/nim/",), r"^nvcr\.io/nim/", options=NIM, preallocates=True, cache="/opt/nim/.cache"),
    Program(
        "Triton", ("tritonserver",), commands=r"(?:^|[\s/])tritonserver\b", generates=False, metrics="nv_", cache="",
    ),
    Program(
        "llama.cpp", ("llama.cpp", "llama-server", "llama-cpp-server"),
        r"ggml-org/llama\.cpp:server|ggerganov/llama\.cpp:server|(?:^|/)llama-cpp-server[:@]",
        r"(?:^|[\s/])llama-server\b", options={"model": ("-m", "--model", "-hf", "--hf-repo"), "key": ("--api-key",)},
        metrics="llamacpp:", cache="/root/.cache/llama.cpp",
    ),
    Program(
        "Ollama", ("ollama",), r"(?:^|/)ollama/ollama(?:[:@]|$)", r"(?:^|[\s/])ollama serve\b",
        options={"directory": ("OLLAMA_MODELS",)}, cache="/root/.ollama",
    ),
    Program(
        "LocalAI", ("localai", "local-ai"), r"(?:^|/)(?:localai/localai|go-skynet/local-ai)(?:[:@]|$)",
        r"(?:^|[\s/])local-ai\b", cache="",
    ),
    Program("Ray Serve", ("serve run",), commands=r"(?:^|[\s/])serve run\b", metrics="ray_serve_"),
    Program(
        "TorchServe", ("torchserve",), r"(?:^|/)pytorch/torchserve", r"\btorchserve --start\b",
        generates=False, cache="",
    ),
    Program(
        "TensorFlow Serving", ("tensorflow",), r"(?:^|/)tensorflow/serving", r"\btensorflow_model_server\b",
        generates=False, cache="",
    ),
)  # fmt: skip
"""The first that matches is it. Patterns are compiled when a mark is found, so that starting costs nothing."""
