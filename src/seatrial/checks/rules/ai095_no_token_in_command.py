"""Tokens stand neither in command lines nor in Ray's runtime environment.

## What it does
Finds keys in `command` and `args` (`--api-key=…`, `--hf-token …`, `HF_TOKEN=…`, and values that look like a token of
Hugging Face, OpenAI, NVIDIA, GitHub or AWS), and in the `serveConfigV2` and `runtimeEnvYAML` of Ray objects. Values
that come from a variable are left out, and so are placeholders such as `EMPTY`. Literal environment variables are what
SEC001 finds.

## Why
Everyone who may read the workload, the repository or the process list of the node reads the token.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0", args: [--api-key=s3cr3t-0123]}]}
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
      env: [{name: VLLM_API_KEY, valueFrom: {secretKeyRef: {name: chat, key: api-key}}}]
```

## Fix
Put the value into a Secret, read it through `valueFrom.secretKeyRef` and write `$(NAME)`. Replace the token, since it
has been seen.

## References
- https://kubernetes.io/docs/concepts/configuration/secret/
- https://docs.ray.io/en/latest/serve/production-guide/config.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Object

NAMES = (
    r"(?:hf|hugging[-_]?face|hub|wandb|auth|access|api)[-_](?:token|key)s?|(?:secret|aws[-_]secret[-_]access)[-_]key"
)
FLAG = rf"(?i)^--?(?:{NAMES}|password)(?:=(.*))?$"
INSIDE = rf"(?i)--(?:{NAMES})[=\s]+['\"]?([^\s'\"]+)"
ASSIGNED = r"\b([A-Z0-9_]*(?:TOKEN|API_KEY|ACCESS_KEY|SECRET_KEY|PASSWORD))=['\"]?([^\s'\";&|]+)"
SHAPES = (
    r"\b(?:hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{20,}|nvapi-[A-Za-z0-9_-]{20,}|gh[pous]_[A-Za-z0-9]{30,}"
    r"|AKIA[0-9A-Z]{16})\b"
)
ENTRY = r"\b([A-Za-z0-9_]*(?:TOKEN|API_KEY|ACCESS_KEY|SECRET_KEY|PASSWORD))['\"]?\s*:\s*['\"]?([^\s'\",}]+)"
PLACEHOLDER = r"(?i)^(?:EMPTY|none|null|dummy|fake|test|changeme|x+|\.+|…|<.*|\{\{.*|~)$|[$]|\{\{"
SHORTEST = 20
"""Characters of the shortest token of these shapes."""
CONFIGURATIONS = ("serveConfigV2", "runtimeEnvYAML", "runtimeEnv")


@rule("AI095", "no-token-in-command", Severity.ERROR, objects(), aliases="AI095")
def check(thing: Object) -> Iterator[Hit]:
    for pod in thing.pods:
        for container in pod.containers:
            yield from _in_command(container)
    if thing.kind in ("RayService", "RayJob"):
        for name in CONFIGURATIONS:
            found = next((m for m in re.finditer(ENTRY, text(thing.spec.get(name))) if _is_real(m[2])), None)
            if found:
                message = f"{found[1]} stands in the clear in the runtime environment"
                yield Hit(f"spec.{name}", message, "set it in the containers with valueFrom.secretKeyRef")


def _in_command(container: Container) -> Iterator[Hit]:
    for name in ("command", "args"):
        words = sequence(container.spec.get(name))
        for index, raw in enumerate(words):
            word = text(raw)
            what = _token_in(word, text(words[index + 1]) if index + 1 < len(words) else "")
            if what:
                message = f"{what} stands in the clear in the {name} of container {container.name}"
                yield Hit(f"{container.path}.{name}[{index}]", message, "read it from a Secret and write $(NAME)")


def _token_in(word: str, following: str) -> str:
    """What is in the clear in the word, or behind it; empty for nothing."""
    flag = re.match(FLAG, word) if word.startswith("-") else None
    if flag:
        value = (flag[1] if flag[1] is not None else following).strip("'\"")
        return f"the value of {word.partition('=')[0]}" if _is_real(value) and not value.startswith("-") else ""
    if " " in word or "\n" in word:
        inside = next((m for m in re.finditer(INSIDE, word) if _is_real(m[1])), None)
        if inside:
            return "a key"
    assigned = next((m for m in re.finditer(ASSIGNED, word) if _is_real(m[2])), None) if "=" in word else None
    if assigned:
        return assigned[1]
    return "a token" if len(word) >= SHORTEST and re.search(SHAPES, word) else ""


def _is_real(value: str) -> bool:
    return bool(value) and not re.search(PLACEHOLDER, value)
