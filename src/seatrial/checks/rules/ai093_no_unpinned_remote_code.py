"""Servers run no program that comes with a model unless it is a fixed one.

## What it does
Finds model servers with `--trust-remote-code` whose model is fetched from a hub without a pinned revision, and servers
that load weights from pickle files (`--load-format pt`, a model path that ends in `.pt`, `.pth`, `.pkl` or `.bin`).

## Why
Whoever may write to the model's repository runs their program in your cluster at the next restart, with the pod's
credentials. Pickle files run programs too while they are read.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--model, acme/chat-7B, --trust-remote-code]}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--model, acme/chat-7B]}]
```

## Fix
Leave `--trust-remote-code` out where the server supports the architecture, or pin `--revision` and `--code-revision` to
commits that you have read; convert the weights to safetensors.

## References
- https://docs.vllm.ai/en/latest/usage/security.html
- https://huggingface.co/docs/hub/security-pickle
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import option_field, server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

PICKLES = (".pt", ".pth", ".pkl", ".bin")
BRANCHES = ("", "main", "master")


@rule("AI093", "no-unpinned-remote-code", Severity.WARNING, CONTAINERS, aliases="AI093")
def check(container: Container) -> Iterator[Hit]:
    server = server_of(container)
    if not server:
        return
    if server.switched_on("remote code") and server.hub_name:
        revision = server.told("revision") or server.model.removeprefix("hf://").partition(":")[2]
        unknown = (server.says("revision") or server.says("code revision")) and not revision
        if revision in BRANCHES and not unknown and not server.told("code revision"):
            message = f"container {container.name} runs whatever program {server.hub_name} holds that day"
            field = option_field(container, server, "remote code")
            yield Hit(field, message, "remove --trust-remote-code or pin the revision")
    if server.told("load format") == "pt" or server.model.endswith(PICKLES):
        meaning = "load format" if server.told("load format") == "pt" else "model"
        message = f"container {container.name} loads its weights from pickle files, which can hold programs"
        yield Hit(option_field(container, server, meaning), message, "convert the weights to safetensors")
