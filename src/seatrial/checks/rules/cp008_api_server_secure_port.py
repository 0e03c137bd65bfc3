"""The API server listens with TLS only.

## What it does
Refuses `--insecure-bind-address`, an `--insecure-port` other than 0, and `--secure-port=0`.

## Why
On the insecure port everybody is an administrator; the flags are gone since 1.24, and the server does not start with
them.

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
        - --insecure-port=8080
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
        - --secure-port=6443
```

## Fix
Remove the flag.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, absent, broken, equal
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("insecure-bind-address", absent, "listens without TLS", "remove --insecure-bind-address"),
    Setting("insecure-port", equal(None, "0"), "listens without TLS", "remove --insecure-port"),
    Setting("secure-port", lambda value: value != "0", "does not listen with TLS", "remove --secure-port=0"),
)


@rule(
    "CP008", "api-server-secure-port", Severity.ERROR, CONTAINERS,
    aliases="CKV_K8S_86 CKV_K8S_88 CKV_K8S_89 C-0005 C-0128 KCV-0017",
    covers=(143,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
