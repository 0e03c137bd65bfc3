"""Weights of a model are not part of the image.

## What it does
Finds files of weights (`.safetensors`, `.gguf`, `.pt`, `.pth`, `.ckpt`, `.onnx`, `.engine`, `.h5`,
`pytorch_model.bin`) that are copied or added, and downloads of models in a RUN: `hf download`, `huggingface-cli
download`, `snapshot_download`, `git clone` of huggingface.co, `ollama pull`, `wget` or `curl` of weights.

## Why
Registries and nodes handle layers of tens of gigabytes badly, and a new version of the code ships the old weights
again.

## Bad
```dockerfile
FROM python:3.12-slim
RUN hf download meta-llama/Llama-3.1-8B
```

## Good
```dockerfile
FROM python:3.12-slim
ENV HF_HOME=/models
CMD ["python", "serve.py"]
```

## Fix
Keep weights in an object store or a volume and mount them, or use an image volume or a model car that is versioned on
its own.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-performance.html
- https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile

FIX = "mount the weights from a volume or an object store"
WEIGHTS = re.compile(
    r"\.(?:safetensors|gguf|ggml|ckpt|pth?|onnx|engine|h5|keras|tflite|nemo|mar)(?:[?#].*)?$|pytorch_model[^/]*\.bin",
    re.IGNORECASE,
)
HUB = re.compile(r"(?:^|[/@.])(?:huggingface\.co|hf\.co|modelscope\.cn)[/:]")
CODE = re.compile(r"\.(?:json|txt|py|md|ya?ml|model)(?:[?#].*)?$")
PYTHON = re.compile(r"snapshot_download|hf_hub_download|\.from_pretrained\(|SentenceTransformer\(")
CACHE = re.compile(r"huggingface|hf|model|cache", re.IGNORECASE)


@rule(
    "DOCK065",
    "no-weights-in-image",
    Severity.WARNING,
    DOCKERFILES,
    aliases="AI041",
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("COPY", "ADD"):
        for word in instruction.words[:-1]:
            if WEIGHTS.search(word.value) or (HUB.search(word.value) and not CODE.search(word.value)):
                yield hit(instruction, f"{word.value} becomes a layer of the image", FIX, word=word)
    for run in file.named("RUN"):
        cached = any(mount["type"] in ("cache", "tmpfs") and CACHE.search(mount["target"]) for mount in run.mounts)
        for command in run.commands:
            if not cached and _downloads(command):
                yield hit(command, f"{command.name} downloads a model into the image", FIX)


def _downloads(command: Command) -> bool:
    words = [word.value for word in command.arguments]
    name = command.name
    if name in ("hf", "huggingface-cli", "modelscope"):
        return words[:1] == ["download"] or words[:2] == ["repo", "download"]
    if name == "ollama":
        return words[:1] == ["pull"]
    if name == "git":
        return words[:1] == ["clone"] and any(HUB.search(word) for word in words)
    if name in ("wget", "curl", "aria2c", "aws", "gsutil", "gcloud", "azcopy", "rclone", "s5cmd"):
        return any(WEIGHTS.search(word) for word in words)
    if name.startswith("python"):
        return any(PYTHON.search(word) for word in words)
    return False
