"""How large a model is, as far as its name and the server's options tell.

Weights are parameters times bits of one parameter. The key-value cache of a transformer with grouped attention takes
`2 x layers x key-value heads x head dimension x bytes of one value` for each token (Kwon et al., "Efficient Memory
Management for Large Language Model Serving with PagedAttention", 2023); it is given only for models whose geometry is
in the table, which is that of their `config.json` on huggingface.co. Every size is a lower bound: where the number of
bits is not certain it is taken as 4, the least that common formats use.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.checks.servers import Server

LEAST_BITS = 4
GIB = 2**30


class Known(NamedTuple):
    """A published model.

    Attributes:
        names: one of them is in its name and in those of models made from it.
        billions: parameters of all experts together, in 10^9.
        layers: transformer layers; 0 where the cache is not of the formula (latent attention, sliding windows).
        heads: key-value heads.
        width: dimension of a head.
        bits: of one weight in the files of the maker.

    """

    names: tuple[str, ...]
    billions: float
    layers: int = 0
    heads: int = 0
    width: int = 0
    bits: float = 16


MODELS: tuple[Known, ...] = (
    Known(("llama-3-8b", "llama-3.1-8b", "distill-llama-8b"), 8.03, 32, 8, 128),
    Known(("llama-3-70b", "llama-3.1-70b", "llama-3.3-70b", "distill-llama-70b"), 70.55, 80, 8, 128),
    Known(("llama-3.1-405b",), 405.85, 126, 8, 128),
    Known(("llama-3.2-1b",), 1.24, 16, 8, 64),
    Known(("llama-3.2-3b",), 3.21, 28, 8, 128),
    Known(("llama-2-7b",), 6.74, 32, 32, 128),
    Known(("llama-2-13b",), 13.02, 40, 40, 128),
    Known(("llama-2-70b",), 68.98, 80, 8, 128),
    Known(("mistral-7b-v0.3", "mistral-7b-instruct-v0.2", "mistral-7b-instruct-v0.3"), 7.25, 32, 8, 128),
    Known(("mixtral-8x7b",), 46.70, 32, 8, 128),
    Known(("mixtral-8x22b",), 140.63, 56, 8, 128),
    Known(("qwen2.5-7b", "qwen2.5-coder-7b", "distill-qwen-7b"), 7.62, 28, 4, 128),
    Known(("qwen2.5-14b", "qwen2.5-coder-14b", "distill-qwen-14b"), 14.77, 48, 8, 128),
    Known(("qwen2.5-32b", "qwen2.5-coder-32b", "distill-qwen-32b"), 32.76, 64, 8, 128),
    Known(("qwen2.5-72b",), 72.71, 80, 8, 128),
    Known(("qwen3-8b",), 8.19, 36, 8, 128),
    Known(("qwen3-14b",), 14.77, 40, 8, 128),
    Known(("qwen3-32b",), 32.76, 64, 8, 128),
    Known(("qwen3-30b-a3b",), 30.53, 48, 4, 128),
    Known(("qwen3-235b-a22b",), 235.09, 94, 4, 128),
    Known(("gpt-oss-20b",), 20.9, bits=4.25),
    Known(("gpt-oss-120b",), 116.8, bits=4.25),
    Known(("llama-4-scout",), 108.6),
    Known(("llama-4-maverick",), 401.6),
    Known(("deepseek-v3", "deepseek-r1"), 671.0, bits=8),
)
"""What each is published as; formats that take fewer bits have that in their name."""
PUBLISHERS = ("meta-llama/", "mistralai/", "qwen/", "deepseek-ai/", "openai/")
"""Owners on the hub whose files have the bits of the table unless the name says otherwise."""
PARAMETERS = r"(?:^|[-_/.:\s])([0-9]{1,4}(?:\.[0-9]{1,3})?)([bm])(?=$|[-_/.:\s])"
EXPERTS = r"[0-9]x[0-9]|-[0-9]+e(?:$|-)"
"""The size in such a name is that of one expert, or of those that one token uses."""
FOUR = r"awq|gptq|int4|w4a|4[-_]?bit|nf4|fp4|bnb|gguf|autoround|exl2|hqq|iq[0-9]|marlin"
EIGHT = r"fp8|int8|w8a|8[-_]?bit"
EIGHT_BIT_OPTIONS = ("fp8", "int8", "w8a8_int8", "w8a8_fp8", "eetq", "ptpc_fp8", "fbgemm_fp8", "experts_int8")
FULL = ("float32", "float")
LENGTH = r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([kKmM]?)"
SCALE: Mapping[str, int] = {"": 1, "k": 1000, "K": 1024, "m": 10**6, "M": 2**20}


@lru_cache(maxsize=512)
def find_model(name: str) -> Known | None:
    """The published model that this is, or was made from by training or quantising it."""
    lowered = name.lower().replace("_", "-")
    found = next((model for model in MODELS if any(known in lowered for known in model.names)), None)
    # A distilled model is of another size than its teacher, whose name it bears.
    return None if found is MODELS[-1] and "distill" in lowered else found


@lru_cache(maxsize=512)
def parameters(name: str) -> float | None:
    """The number of weights, from the table or from a name such as `acme/chat-70B-v2`; None if it tells nothing."""
    known = find_model(name)
    if known:
        return known.billions * 1e9
    lowered = name.lower()
    match = None if re.search(EXPERTS, lowered) else re.search(PARAMETERS, lowered)
    return float(match[1]) * (1e9 if match[2] == "b" else 1e6) if match else None


def bits_of(server: Server) -> float:
    """Bits of one weight: those of the quantisation that is named, of the published files, else the least."""
    lowered, asked = server.model.lower(), server.told("quantization").lower()
    if server.says("quantization") and asked not in ("none", "null"):
        return 8 if asked in EIGHT_BIT_OPTIONS else LEAST_BITS
    if re.search(FOUR, lowered):
        return LEAST_BITS
    if re.search(EIGHT, lowered):
        return 8
    known = find_model(server.model)
    # NIM and the servers of GGUF files choose among formats by themselves.
    if not known or server.program.name in ("NIM", "Ollama", "llama.cpp"):
        return LEAST_BITS
    published = server.hub_name.lower().startswith(PUBLISHERS)
    if not published:
        return min(known.bits, LEAST_BITS)
    return 32 if known.bits == 16 and server.told("dtype") in FULL else known.bits  # noqa: PLR2004  16 bits widened


def weight_bytes(server: Server) -> int | None:
    """Bytes that the weights take at least; None where the model's size is not known."""
    count = parameters(server.model) if server.model else None
    return int(count * bits_of(server) / 8) if count else None


def cache_bytes(server: Server, tokens: int) -> int | None:
    """Bytes of the key-value cache of one request of that many tokens; None where the geometry is not known."""
    known = find_model(server.model) if server.model else None
    if not known or not known.layers:
        return None
    narrow = server.told("cache dtype").startswith(("fp8", "int8"))
    return 2 * known.layers * known.heads * known.width * (1 if narrow else 2) * tokens


def context_length(server: Server) -> int | None:
    """The longest request the server is told to accept, in tokens (`32768`, `32k`, `32K`); None if it is not."""
    match = re.fullmatch(LENGTH, server.told("length"))
    return int(float(match[1]) * SCALE[match[2]]) if match else None


def in_gib(amount: int) -> str:
    """`131.4 GiB`."""
    return f"{amount / GIB:.1f}".removesuffix(".0") + " GiB"
