"""The API server does not offer its profiler.

## What it does
Asks for `--profiling=false`.

## Why
The profiler tells anybody who may ask what the program holds, and slows it down.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --profiling=true
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --profiling=false
```

## Fix
Write `--profiling=false`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, equal
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (Setting("profiling", equal("false"), "offers its profiler", "write --profiling=false"),)


@rule(
    "CP009", "api-server-no-profiling", Severity.INFO, CONTAINERS,
    aliases="CKV_K8S_90 C-0129 KCV-0018",
    covers=(144,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
