"""The model that is served is a fixed revision.

## What it does
Asks servers that fetch a model from a hub by name for a revision (`--revision`, `REVISION`, the part of a `hf://` URI
behind the colon) that is not a branch. Models from paths, buckets and claims are left out, and so are NIM and Ollama,
whose images and tags carry the version.

## Why
The owner of the repository changes the weights under the same name, so replicas that start on different days answer
differently and nobody can go back.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--model, Qwen/Qwen3-8B]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: vllm/vllm-openai:v0.11.0
      args: [--model, Qwen/Qwen3-8B, --revision, b968826d9c46dd6066d109eabc6255188de91218]
```

## Fix
Add the commit that you tested: `--revision=<commit>`.

## References
- https://huggingface.co/docs/huggingface_hub/guides/download
- https://docs.vllm.ai/en/latest/configuration/engine_args.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.servers import option_field, server_of
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

BRANCHES = ("main", "master")


@rule("AI037", "model-revision-pinned", Severity.WARNING, CONTAINERS, aliases="AI037")
def check(container: Container) -> Iterator[Hit]:
    server = server_of(container)
    if not server or not server.hub_name or not server.program.options.get("revision"):
        return
    revision = server.told("revision") or server.model.removeprefix("hf://").partition(":")[2]
    if server.says("revision") and not revision:
        return
    if not revision or revision in BRANCHES:
        what = f"branch {revision} of {server.hub_name}" if revision else f"whatever {server.hub_name} holds that day"
        message = f"container {container.name} serves {what}"
        yield Hit(option_field(container, server, "revision"), message, "pin the commit that you tested")
