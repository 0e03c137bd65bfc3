"""The API server refuses callers it does not know.

## What it does
Asks for `--anonymous-auth=false`, or for an authentication configuration, which can allow anonymous callers on the
health endpoints alone.

## Why
Whoever reaches the port may ask as `system:anonymous`, and one careless binding then opens the cluster to the
network.

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
        - --anonymous-auth=true
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
        - --anonymous-auth=false
```

## Fix
Write `--anonymous-auth=false`, or name the paths in the `anonymous` section of the file of `--authentication-config`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, component, equal, flags
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("anonymous-auth", equal("false"), "answers callers that it does not know", "write --anonymous-auth=false"),
)


@rule(
    "CP001", "api-server-knows-callers", Severity.WARNING, CONTAINERS,
    aliases="CKV_K8S_68 C-0113 KCV-0001",
    covers=(137,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    if not (component(container) and "authentication-config" in flags(container)):
        yield from broken(container, API_SERVER, SETTINGS)
