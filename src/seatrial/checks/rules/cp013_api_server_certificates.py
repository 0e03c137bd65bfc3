"""The API server speaks TLS with certificates of its own to clients and etcd.

## What it does
Asks for `--tls-cert-file`, `--tls-private-key-file`, `--client-ca-file`, and for `--etcd-cafile`, `--etcd-certfile`
and `--etcd-keyfile`.

## Why
Whoever can read what goes to etcd reads every Secret, and without a certificate of its own clients cannot tell the
server from another.

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
        - --tls-cert-file=/pki/a.crt
        - --tls-private-key-file=/pki/a.key
        - --etcd-cafile=/pki/e.crt
        - --etcd-certfile=/pki/c.crt
        - --etcd-keyfile=/pki/c.key
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
        - --client-ca-file=/pki/ca.crt
        - --tls-cert-file=/pki/a.crt
        - --tls-private-key-file=/pki/a.key
        - --etcd-cafile=/pki/e.crt
        - --etcd-certfile=/pki/c.crt
        - --etcd-keyfile=/pki/c.key
```

## Fix
Set the six flags; kubeadm does.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting("client-ca-file", given, "trusts no authority for client certificates", "set --client-ca-file"),
    Setting("tls-cert-file", given, "has no certificate of its own", "set --tls-cert-file"),
    Setting("tls-private-key-file", given, "has no key of its own", "set --tls-private-key-file"),
    Setting("etcd-cafile", given, "does not verify etcd", "set --etcd-cafile"),
    Setting("etcd-certfile", given, "shows etcd no certificate", "set --etcd-certfile"),
    Setting("etcd-keyfile", given, "has no key towards etcd", "set --etcd-keyfile"),
)


@rule(
    "CP013", "api-server-certificates", Severity.ERROR, CONTAINERS,
    aliases="CKV_K8S_99 CKV_K8S_100 CKV_K8S_102 C-0137 C-0138 C-0139 C-0140 KCV-0026 KCV-0027 KCV-0028 KCV-0029",
    covers=(148,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
