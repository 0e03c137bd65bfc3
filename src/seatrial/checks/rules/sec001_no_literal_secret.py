"""Secrets do not stand in the manifest.

## What it does
Finds environment variables whose name says that they hold a credential (`…PASSWORD`, `…TOKEN`, `…SECRET`, `…API_KEY`,
`…ACCESS_KEY`) and that have a literal value. What stands for a value (`$(OTHER)`, `$HF_TOKEN`, `<token>`, `changeme`)
is left out.

## Why
Everyone who may read the workload or the repository reads the secret, and it stays in the history for ever.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, env: [{name: HF_TOKEN, value: hf_abc}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hf, key: token}}}]}]}
```

## Fix
Put the value into a Secret and use `valueFrom.secretKeyRef`, or better a file mounted from it. Replace the
credential, since it has been seen.

## References
- https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.credentials import is_credential_name, is_placeholder
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "SEC001",
    "no-literal-secret",
    Severity.ERROR,
    CONTAINERS,
    aliases="C-0012 env-var-secret sensitiveContainerEnvVar",
    covers=(49,),
)
def check(container: Container) -> Iterator[Hit]:
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        name, value = text(at(variable, "name")), text(at(variable, "value"))
        if value and is_credential_name(name) and not is_placeholder(value):
            field = f"{container.path}.env[{index}].value"
            yield Hit(field, f"variable {name} holds a credential in the clear", "use valueFrom.secretKeyRef")
