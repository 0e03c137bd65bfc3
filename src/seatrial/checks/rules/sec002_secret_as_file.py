"""Secrets reach containers as files.

## What it does
Finds environment variables that come from a Secret, one by one or with `envFrom`.

## Why
A variable is read once, at the start: a rotated credential does not arrive before the pod restarts. It is also
inherited by every child process and printed by many crash reports.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, env: [{name: DB, valueFrom: {secretKeyRef: {name: db, key: password}}}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: db, secret: {secretName: db}}]
  containers: [{name: web, volumeMounts: [{name: db, mountPath: /etc/db, readOnly: true}]}]
```

## Fix
Mount the Secret as a volume and read the file; most programs have a `…_FILE` variant of the variable.

## References
- https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "SEC002", "secret-as-file", Severity.INFO, CONTAINERS,
    aliases="read-secret-from-env-var CKV_K8S_35 C-0207", covers=(50,), opt_in=True,
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    fix = "mount the Secret as a file"
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        if at(variable, "valueFrom", "secretKeyRef"):
            message = f"variable {text(at(variable, 'name'))} holds a secret that stays as it was when the pod started"
            yield Hit(f"{container.path}.env[{index}].valueFrom.secretKeyRef", message, fix)
    for index, source in enumerate(sequence(container.spec.get("envFrom"))):
        if at(source, "secretRef"):
            message = f"every entry of Secret {text(at(source, 'secretRef', 'name'))} becomes a variable"
            yield Hit(f"{container.path}.envFrom[{index}].secretRef", message, fix)
