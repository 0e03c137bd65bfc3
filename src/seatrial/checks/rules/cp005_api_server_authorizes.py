"""The API server asks RBAC and the Node authorizer.

## What it does
Asks for `Node` and `RBAC` in `--authorization-mode` and refuses `AlwaysAllow`, which is the default; a file of
`--authorization-config` is accepted.

## Why
With AlwaysAllow everybody who is known may do everything, and without Node a kubelet may read the secrets of every
other node.

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
        - --authorization-mode=AlwaysAllow
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
        - --authorization-mode=Node,RBAC
```

## Fix
Write `--authorization-mode=Node,RBAC`.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, component, flags
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


def _narrow(value: str | None) -> bool:
    modes = (value or "AlwaysAllow").split(",")
    return {"Node", "RBAC"} <= set(modes) and "AlwaysAllow" not in modes


SETTINGS = (
    Setting(
        "authorization-mode",
        _narrow,
        "does not ask both Node and RBAC who may do what",
        "write --authorization-mode=Node,RBAC",
    ),
)


@rule(
    "CP005", "api-server-authorizes", Severity.ERROR, CONTAINERS,
    aliases="CKV_K8S_74 CKV_K8S_75 CKV_K8S_77 C-0118 C-0119 C-0120 C-0088 KCV-0007 KCV-0008 KCV-0009",
    covers=(141,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    if not (component(container) and "authorization-config" in flags(container)):
        yield from broken(container, API_SERVER, SETTINGS)
