"""The API server takes no passwords or tokens from a file.

## What it does
Refuses `--basic-auth-file` and `--token-auth-file`.

## Why
Such credentials stand in the clear on the node, never expire, and change only with a restart; passwords were removed
in 1.19, so the server does not start.

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
        - --token-auth-file=/etc/tokens.csv
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
        - --client-ca-file=/etc/kubernetes/pki/ca.crt
```

## Fix
Remove the flag; use client certificates, OpenID Connect or ServiceAccount tokens.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, absent, broken
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("basic-auth-file", absent, "takes passwords from a file", "remove --basic-auth-file"),
    Setting("token-auth-file", absent, "takes tokens from a file", "remove --token-auth-file"),
)


@rule(
    "CP002", "api-server-no-static-passwords", Severity.ERROR, CONTAINERS,
    aliases="CKV_K8S_69 CKV_K8S_70 C-0114 KCV-0002",
    covers=(138,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
